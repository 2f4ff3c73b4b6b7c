import { CHECK_SELECTION, NO_FINGERPRINT, NO_GO, noData } from './no-data.ts';
import type { Words } from './panels.ts';
import { newest, select } from './promql.ts';
import { tablePanel } from './table-panel.ts';

const DRIFTED_WORDS: Words = { 0: ['in sync', 'green'], 1: ['drifted', 'red'] };
const SET_WORDS: Words = { 0: ['not set', 'orange'], 1: ['set', 'text'] };

/** The tables of a project: Go as declared and as run, variables, tools, fingerprints. */
export const keyTables = [
  tablePanel(
    {
      id: 11,
      title: 'Go that runs',
      description: 'Where hosts differ here, they build with different Go versions.',
      unit: 'short',
      noValue: NO_GO,
      width: 12,
    },
    {
      labels: ['project', 'instance', 'version', 'goos', 'goarch'],
      columns: [{ expr: newest('godrift.go.info', ['instance', 'project']), name: null }],
    },
  ),
  tablePanel(
    {
      id: 12,
      title: 'Go that is declared',
      description:
        'Every file that declares a Go version. The most exact one wins; a go line is also a floor.',
      unit: 'short',
      noValue: noData('No file of the project declares a Go version, or no host reports.'),
      width: 12,
    },
    {
      labels: ['project', 'instance', 'source', 'version'],
      columns: [{ expr: newest('godrift.go.declared.info', ['instance', 'project', 'source']), name: null }],
    },
  ),
  tablePanel(
    {
      id: 13,
      title: 'Variables',
      description:
        'Which variables are set and which have a finding; never a value. `godrift explain KEY` says where one comes from.',
      unit: 'short',
      noValue: noData(`${CHECK_SELECTION} An unknown build_env has none.`),
      width: 12,
      height: 12,
    },
    {
      labels: ['project', 'instance', 'key'],
      columns: [
        {
          expr: `max by (project, instance, key) (${select('godrift.key.drifted', { dimension: 'build_env' })})`,
          name: 'state',
          words: DRIFTED_WORDS,
        },
        {
          expr: `max by (project, instance, key) (${select('godrift.env.set')})`,
          name: 'variable',
          words: SET_WORDS,
        },
      ],
    },
  ),
  tablePanel(
    {
      id: 14,
      title: 'Tools',
      description:
        'Tools of the project and the Go that built each. One without a version is declared and not there.',
      unit: 'short',
      noValue: noData('The project uses no tool that godrift knows, or no host reports.'),
      width: 12,
      height: 12,
    },
    {
      labels: ['project', 'instance', 'tool', 'version', 'go_version'],
      columns: [
        { expr: newest('godrift.tool.info', ['instance', 'project', 'tool']), name: null },
        {
          expr: `max by (project, instance, tool) (label_replace(${select('godrift.key.drifted', { dimension: 'tools' })}, "tool", "$1", "key", "(.*)"))`,
          name: 'state',
          words: DRIFTED_WORDS,
        },
      ],
    },
  ),
  tablePanel(
    {
      id: 15,
      title: 'Fingerprints',
      description:
        'First 12 hex digits over the portable facts of each dimension: equal means equal, on any host.',
      unit: 'short',
      noValue: NO_FINGERPRINT,
      width: 24,
    },
    {
      labels: ['project', 'dimension', 'fingerprint', 'instance'],
      columns: [
        { expr: newest('godrift.fingerprint.info', ['instance', 'project', 'dimension']), name: null },
      ],
    },
  ),
];
