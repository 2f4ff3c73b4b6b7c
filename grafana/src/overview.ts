import { DEPLOYMENTS, FINGERPRINT_CHANGES } from './annotations.ts';
import { dashboard } from './dashboard.ts';
import { CHECK_SELECTION, NOTHING_REPORTED, noData } from './no-data.ts';
import { linePanel, stackPanel, statPanel, timelinePanel } from './panels.ts';
import { select } from './promql.ts';
import { reportingHosts } from './reporting-hosts.ts';
import { severityPanel } from './severity-panel.ts';
import { DRIFT_STATE, NONE_IS_GOOD, ROW_LINKS, SCORE_COLORS, STATE_WORDS } from './states.ts';
import { tablePanel } from './table-panel.ts';
import { CHANGE_RATIO, DRIFT_SCORE, inForce, inForceFor } from './thresholds.ts';

const BY_HOST = 'instance, project, dimension';
const DRIFTED = `and on (${BY_HOST}) (${select('godrift.drift.state', { state: 'drifted' })} == 1)`;

/** Of the series of drifted dimensions only; since can outlive the drift where there are no staleness markers. */
function drifted(series: string): string {
  return `max by (${BY_HOST}) (${series} ${DRIFTED})`;
}

/** Who drifts, since when, and how far from the threshold. */
export const overview = dashboard({
  uid: 'godrift-overview',
  title: 'godrift / Overview',
  description: 'Which projects drift from what they declare or from their baseline, since when, and how far.',
  projects: 'all',
  annotations: [FINGERPRINT_CHANGES, DEPLOYMENTS],
  rows: [
    {
      id: 100,
      title: 'Now',
      panels: [
        statPanel(
          {
            id: 1,
            title: 'Drifted projects',
            description: 'Projects with a finding that is not accepted in any dimension, on any host.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 4,
            colors: NONE_IS_GOOD,
          },
          { expr: `sum(max by (project) (${select('godrift.drift.state', { state: 'drifted' })}))` },
        ),
        statPanel(
          {
            id: 2,
            title: 'Unknown dimensions',
            description:
              'What could not be collected is neither in sync nor drifted. Collector health says why.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 4,
            colors: [
              [null, 'green'],
              [1, 'orange'],
            ],
          },
          { expr: `sum(${select('godrift.drift.state', { state: 'unknown' })})` },
        ),
        statPanel(
          {
            id: 3,
            title: 'Errors and critical findings',
            description:
              'Findings of severity error or critical, accepted ones left out; of several hosts the worst counts.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 4,
            colors: NONE_IS_GOOD,
          },
          {
            expr: `sum(max by (project, dimension, severity) (${select('godrift.findings', { severity: 'error|critical' })}))`,
          },
        ),
        statPanel(
          {
            id: 4,
            title: 'Highest score',
            description:
              'The highest drift score of a dimension, 0 to 1. The rules judge from 0.3 on, unless a project overrides it.',
            unit: 'percentunit',
            noValue: NOTHING_REPORTED,
            width: 4,
            colors: SCORE_COLORS,
          },
          { expr: `max(${select('godrift.drift.score')})` },
        ),
        statPanel(
          {
            id: 5,
            title: 'Watched projects',
            description: 'Projects that a host of this selection looks at.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 4,
          },
          { expr: `count(count by (project) (${select('godrift.snapshot.timestamp')}))` },
        ),
        reportingHosts({ id: 6, width: 4 }),
        tablePanel(
          {
            id: 7,
            title: 'Who drifts, since when',
            description:
              'One row for each drifted dimension of a project on a host. A cell of project or instance leads to its dashboard and to its traces.',
            unit: 'short',
            noValue: noData(
              'Nothing drifts in this selection, or nothing reports: "Reporting hosts" tells which.',
            ),
            width: 24,
            height: 10,
          },
          {
            labels: ['project', 'instance', 'dimension'],
            columns: [
              {
                expr: `${drifted(select('godrift.drift.since.timestamp'))} * 1000`,
                name: 'since',
                unit: 'dateTimeFromNow',
              },
              {
                expr: drifted(select('godrift.drift.score')),
                name: 'score',
                unit: 'percentunit',
                colors: SCORE_COLORS,
              },
              {
                expr: inForceFor(DRIFT_SCORE, drifted(select('godrift.drift.score'))),
                name: 'threshold',
                unit: 'percentunit',
              },
              { expr: drifted(select('godrift.change')), name: 'changed facts', unit: 'percentunit' },
              {
                expr: `sum by (${BY_HOST}) (${select('godrift.findings', { severity: 'info|warning|error|critical' })} ${DRIFTED})`,
                name: 'findings',
              },
            ],
            links: ROW_LINKS,
          },
        ),
      ],
    },
    {
      id: 101,
      title: 'Over time',
      panels: [
        linePanel(
          {
            id: 8,
            title: 'Drift score against threshold',
            description:
              'How much the findings weigh together; of several hosts the worst. The dashed line is what the rules judge by.',
            unit: 'percentunit',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            {
              expr: `max by (project, dimension) (${select('godrift.drift.score')})`,
              legend: '{{project}} {{dimension}}',
            },
            { expr: inForce(DRIFT_SCORE), legend: 'threshold {{project}}' },
          ],
        ).max(1),
        linePanel(
          {
            id: 9,
            title: 'Change ratio against threshold',
            description:
              'Changed facts over all facts against the baseline: it screens, the score decides. What a deployment usually changes is drawn too. Without a baseline it is 0.',
            unit: 'percentunit',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            {
              expr: `max by (project, dimension) (${select('godrift.change')})`,
              legend: '{{project}} {{dimension}}',
            },
            { expr: inForce(CHANGE_RATIO), legend: 'threshold {{project}}' },
            {
              expr: `avg by (project) (${select('godrift.deployment.change')})`,
              legend: 'usual for {{project}}',
            },
          ],
        ).max(1),
        timelinePanel(
          {
            id: 10,
            title: 'State of each dimension',
            description: 'In sync, drifted or unknown; of several hosts the worst.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 24,
            height: 10,
            words: STATE_WORDS,
          },
          { expr: `max by (project, dimension) (${DRIFT_STATE})`, legend: '{{project}} {{dimension}}' },
        ),
        severityPanel({ id: 11, width: 12 }),
        stackPanel(
          {
            id: 12,
            title: 'Drift began',
            description:
              'Times that a dimension went from in sync to drifted, by the worst severity of its findings.',
            unit: 'short',
            noValue: noData(
              `${CHECK_SELECTION} Drift that was there before the collector started is not counted.`,
            ),
            width: 12,
          },
          [
            {
              expr: `sum by (dimension, severity) (increase(${select('godrift.drift.events')}[$__rate_interval]))`,
              legend: '{{dimension}} {{severity}}',
            },
          ],
        ),
      ],
    },
  ],
});
