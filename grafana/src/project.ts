import { DEPLOYMENTS, FINGERPRINT_CHANGES } from './annotations.ts';
import { dashboard } from './dashboard.ts';
import { CHECK_SELECTION, NO_FINGERPRINT, NO_GO, NOTHING_REPORTED, noData } from './no-data.ts';
import { barPanel, linePanel, stackPanel, statPanel, timelinePanel } from './panels.ts';
import { keyTables } from './project-tables.ts';
import { newest, select } from './promql.ts';
import { severityPanel } from './severity-panel.ts';
import { AGE_COLORS, DRIFT_STATE, SCORE_COLORS, STATE_WORDS } from './states.ts';
import { DRIFT_SCORE, inForce } from './thresholds.ts';

const NO_DEPLOYMENT = 'No deployment is recorded: `godrift baseline record --deployment ID` records one.';

/** One project: what runs, what changed when, what its findings are about. */
export const project = dashboard({
  uid: 'godrift-project',
  title: 'godrift / Project',
  description:
    'One project on each of its hosts: Go versions, fingerprints, findings, variables, tools, deployments.',
  projects: 'first',
  annotations: [FINGERPRINT_CHANGES, DEPLOYMENTS],
  rows: [
    {
      id: 100,
      title: 'Now',
      panels: [
        barPanel(
          {
            id: 1,
            title: 'State',
            description: 'Each dimension on its worst host.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 6,
            words: STATE_WORDS,
            colors: [
              [null, 'green'],
              [1, 'red'],
              [2, 'orange'],
            ],
          },
          { expr: `max by (dimension) (${DRIFT_STATE})`, legend: '{{dimension}}' },
        ),
        barPanel(
          {
            id: 2,
            title: 'Score',
            description:
              'How much the findings of each dimension weigh together, 0 to 1; red from the default threshold on.',
            unit: 'percentunit',
            noValue: NOTHING_REPORTED,
            width: 6,
            colors: SCORE_COLORS,
          },
          { expr: `max by (dimension) (${select('godrift.drift.score')})`, legend: '{{dimension}}' },
        ),
        statPanel(
          {
            id: 3,
            title: 'Behind the newest Go',
            description: 'Patch and minor releases between the Go that runs and the newest one.',
            unit: 'short',
            noValue: noData('The collector looks it up only with `--online`.', 'godrift.go.releases_behind'),
            width: 4,
            height: 8,
            colors: [
              [null, 'green'],
              [1, 'yellow'],
              [4, 'red'],
            ],
          },
          { expr: `max by (level) (${select('godrift.go.releases_behind')})`, legend: '{{level}}' },
        ),
        statPanel(
          {
            id: 4,
            title: 'Last deployment',
            description: 'The grace period of the rules begins here.',
            unit: 'dateTimeFromNow',
            noValue: noData(NO_DEPLOYMENT),
            width: 4,
            height: 8,
          },
          { expr: `max(${select('godrift.deployment.timestamp')}) * 1000` },
        ),
        statPanel(
          {
            id: 5,
            title: 'Oldest look',
            description: 'How long ago the host that lags most looked at the project.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 4,
            height: 8,
            colors: AGE_COLORS,
          },
          { expr: `time() - min(${select('godrift.snapshot.timestamp')})` },
        ),
      ],
    },
    {
      id: 101,
      title: 'What changed',
      panels: [
        timelinePanel(
          {
            id: 6,
            title: 'Go version',
            description: 'The toolchain that runs in the project, a row for each version on each host.',
            unit: 'short',
            noValue: NO_GO,
            width: 12,
            words: { 1: ['runs', 'green'] },
          },
          {
            expr: `${newest('godrift.go.info', ['instance', 'project'])} > bool 0`,
            legend: '{{project}} {{instance}} {{version}} {{goos}}/{{goarch}}',
          },
        ),
        stackPanel(
          {
            id: 7,
            title: 'Fingerprint changes',
            description:
              'Times that the portable facts of a dimension became others, also back to what they were.',
            unit: 'short',
            noValue: NO_FINGERPRINT,
            width: 12,
          },
          [
            {
              expr: `sum by (dimension, instance) (changes(${select('godrift.fingerprint')}[$__rate_interval]))`,
              legend: '{{dimension}} {{instance}}',
            },
          ],
        ),
        linePanel(
          {
            id: 8,
            title: 'Score by host',
            description:
              'How much the findings weigh together on each host; the dashed line is what the rules judge by.',
            unit: 'percentunit',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            {
              expr: `max by (project, dimension, instance) (${select('godrift.drift.score')})`,
              legend: '{{dimension}} {{instance}}',
            },
            { expr: inForce(DRIFT_SCORE), legend: 'threshold {{project}}' },
          ],
        ).max(1),
        linePanel(
          {
            id: 9,
            title: 'Facts, and how many changed',
            description:
              'Portable facts of each dimension, and those added, removed or changed against the baseline.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            { expr: `max by (dimension) (${select('godrift.entries')})`, legend: '{{dimension}}' },
            {
              expr: `max by (dimension) (${select('godrift.changed.entries')})`,
              legend: '{{dimension}} changed',
            },
          ],
        ),
        severityPanel({ id: 10, width: 24 }),
      ],
    },
    { id: 102, title: 'Environment and tools', panels: keyTables },
    {
      id: 103,
      title: 'Deployments and module cache',
      panels: [
        barPanel(
          {
            id: 16,
            title: 'What a deployment changes',
            description:
              'Change ratio of the last three deployments, each against the one before it; 1 is the newest. Drift below their mean is usual.',
            unit: 'percentunit',
            noValue: noData(`${NO_DEPLOYMENT} The first one has nothing to be compared with.`),
            width: 12,
          },
          {
            expr: `max by (project, rank) (${select('godrift.deployment.change')})`,
            legend: '{{project}} {{rank}}',
          },
        ),
        barPanel(
          {
            id: 17,
            title: 'Modules in the cache',
            description:
              'Modules of the build list by how the module cache compares to go.sum. Mismatch is an alert at once.',
            unit: 'short',
            noValue: noData(CHECK_SELECTION, 'godrift.module_cache.modules'),
            width: 12,
          },
          {
            expr: `max by (project, state) (${select('godrift.module_cache.modules')})`,
            legend: '{{project}} {{state}}',
          },
        ),
      ],
    },
  ],
});
