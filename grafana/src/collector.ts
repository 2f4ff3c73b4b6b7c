import { FINGERPRINT_CHANGES } from './annotations.ts';
import { dashboard } from './dashboard.ts';
import { CHECK_SELECTION, NOTHING_REPORTED, noData } from './no-data.ts';
import { linePanel, stackPanel, statPanel, timelinePanel } from './panels.ts';
import { newest, select } from './promql.ts';
import { reportingHosts } from './reporting-hosts.ts';
import { AGE_COLORS, NONE_IS_GOOD } from './states.ts';
import { tablePanel } from './table-panel.ts';
import { ALLOW_LISTED, CHANGE_RATIO, DRIFT_SCORE, GRACE_PERIOD, inForce } from './thresholds.ts';

/** Whether the watcher itself sees, and how much that costs. */
export const collector = dashboard({
  uid: 'godrift-collector',
  title: 'godrift / Collector health',
  description:
    'Whether the watcher itself sees: what could not be collected, how long it takes, how old it is.',
  projects: 'all',
  annotations: [FINGERPRINT_CHANGES],
  rows: [
    {
      id: 100,
      title: 'Now',
      panels: [
        reportingHosts({ id: 1, width: 6 }),
        statPanel(
          {
            id: 2,
            title: 'Failing collections',
            description:
              'Dimensions on a host that could not be collected. `godrift check` there says why and what to do.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 6,
            colors: NONE_IS_GOOD,
          },
          { expr: `sum(${select('godrift.collector.success')} == bool 0)` },
        ),
        statPanel(
          {
            id: 3,
            title: 'Oldest look',
            description: 'How long ago the project that lags most was looked at, of those reported now.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 6,
            colors: AGE_COLORS,
          },
          { expr: `time() - min(${select('godrift.snapshot.timestamp')})` },
        ),
        statPanel(
          {
            id: 4,
            title: 'Slowest collection',
            description: 'How long the slowest dimension took when it was last collected.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 6,
          },
          { expr: `max(${select('godrift.collector.last_duration')})` },
        ),
      ],
    },
    {
      id: 101,
      title: 'Collections',
      panels: [
        timelinePanel(
          {
            id: 5,
            title: 'Could it be collected',
            description: 'Each dimension; of several hosts and projects the worst.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 12,
            words: { 0: ['failed', 'red'], 1: ['collected', 'green'] },
          },
          {
            expr: `min by (instance, dimension) (${select('godrift.collector.success')})`,
            legend: '{{instance}} {{dimension}}',
          },
        ),
        linePanel(
          {
            id: 6,
            title: 'Duration',
            description: 'How long the last collection of each dimension took.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            {
              expr: `max by (instance, project, dimension) (${select('godrift.collector.last_duration')})`,
              legend: '{{project}} {{dimension}} {{instance}}',
            },
          ],
        ),
        linePanel(
          {
            id: 7,
            title: 'Time since the last look',
            description:
              'A project is looked at when something changed, at the latest every five minutes: a line that climbs on is a collector that hangs.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          [
            {
              expr: `time() - max by (instance, project) (${select('godrift.snapshot.timestamp')})`,
              legend: '{{project}} {{instance}}',
            },
          ],
        ),
        stackPanel(
          {
            id: 8,
            title: 'Watcher',
            description:
              'Changes seen. Overflows lose events and are made up for by a rescan: many of them call for fewer watched directories.',
            unit: 'short',
            noValue: noData(
              CHECK_SELECTION,
              'godrift.watch.events',
              'godrift.watch.overflows',
              'godrift.watch.rescans',
            ),
            width: 12,
          },
          [
            { expr: `sum(increase(${select('godrift.watch.events')}[$__rate_interval]))`, legend: 'events' },
            {
              expr: `sum(increase(${select('godrift.watch.overflows')}[$__rate_interval]))`,
              legend: 'overflows',
            },
            {
              expr: `sum(increase(${select('godrift.watch.rescans')}[$__rate_interval]))`,
              legend: 'rescans',
            },
          ],
        ),
        linePanel(
          {
            id: 11,
            title: 'Build cache verified',
            description:
              'How much of each GOCACHE the verification under way has read: what it has not read yet can still be corrupt. 100 % between verifications.',
            unit: 'percentunit',
            noValue: noData(
              `${CHECK_SELECTION} A GOCACHE that was never verified is not there: \`godrift cache status\` tells which.`,
              'godrift.build_cache.verified',
            ),
            width: 24,
          },
          [
            {
              expr: `min by (instance, cache) (${select('godrift.build_cache.verified')})`,
              legend: '{{cache}} {{instance}}',
            },
          ],
        ),
      ],
    },
    {
      id: 102,
      title: 'Versions and rules',
      panels: [
        tablePanel(
          {
            id: 9,
            title: 'Which godrift runs where',
            description: 'Version, commit and Node.js of each collector.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 12,
          },
          {
            labels: ['instance', 'version', 'revision', 'node'],
            columns: [{ expr: newest('godrift.build.info', ['instance']), name: null }],
          },
        ),
        tablePanel(
          {
            id: 10,
            title: 'What the rules judge by',
            description:
              'Thresholds and grace period in force; a row without a project is the default. Where the rules are not loaded, what they ship with.',
            unit: 'short',
            noValue: noData('The query itself cannot be empty: check the data source above.'),
            width: 12,
          },
          {
            labels: ['project'],
            columns: [
              { expr: inForce(DRIFT_SCORE), name: 'score', unit: 'percentunit' },
              { expr: inForce(CHANGE_RATIO), name: 'change ratio', unit: 'percentunit' },
              { expr: inForce(GRACE_PERIOD), name: 'grace', unit: 's' },
              {
                expr: `count by (project) (${ALLOW_LISTED}{project=~"$project"}) or vector(0)`,
                name: 'allow-listed',
                words: { 0: ['no', 'text'], 1: ['yes', 'blue'] },
              },
            ],
          },
        ),
      ],
    },
  ],
});
