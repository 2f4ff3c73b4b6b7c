import { FINGERPRINT_CHANGES, ROLLBACKS } from './annotations.ts';
import { dashboard } from './dashboard.ts';
import { noData } from './no-data.ts';
import { heatmapPanel, linePanel, link, stackPanel, statPanel } from './panels.ts';
import { select, selectPart } from './promql.ts';
import { NONE_IS_GOOD } from './states.ts';
import { tablePanel } from './table-panel.ts';
import { DRIFT_SCORE, inForce } from './thresholds.ts';
import { exploreTraces } from './traces.ts';
import { tracesPanel } from './traces-panel.ts';

/** GoRollbackSlow fires above it. */
const SLOW_SECONDS = 30;
const NO_ROLLBACK = 'No rollback is in the audit log of these hosts: `godrift audit list` shows it on each.';
const BUCKETS = selectPart('rollback.latency', 'bucket');

function increase(series: string): string {
  return `increase(${series}[$__range])`;
}

function quantile(q: number): string {
  return `histogram_quantile(${q}, sum by (le, kind) (rate(${BUCKETS}[1h])))`;
}

/** How many rollbacks there were, how long they took, and what each of them did. */
export const rollbacks = dashboard({
  uid: 'godrift-rollbacks',
  title: 'godrift / Rollbacks',
  description:
    'Rollbacks of SDK, environment and cache from the audit log. They belong to a host: the project variable only filters the drift score and the annotations.',
  projects: 'all',
  annotations: [FINGERPRINT_CHANGES, ROLLBACKS],
  rows: [
    {
      id: 100,
      title: 'In this time range',
      panels: [
        statPanel(
          {
            id: 1,
            title: 'Rollbacks',
            description: 'All kinds, results and reasons. More than ten within 20 minutes are a storm.',
            unit: 'short',
            noValue: noData(NO_ROLLBACK, 'rollback.count'),
            width: 6,
          },
          { expr: `sum(${increase(select('rollback.count'))})` },
        ),
        statPanel(
          {
            id: 2,
            title: 'Failed',
            description:
              'Not fully applied. `godrift rollback recover` finishes or undoes what a crash left behind.',
            unit: 'short',
            noValue: noData(NO_ROLLBACK, 'rollback.count'),
            width: 6,
            colors: NONE_IS_GOOD,
          },
          { expr: `sum(${increase(select('rollback.count', { result: 'failure' }))})` },
        ),
        statPanel(
          {
            id: 3,
            title: 'Success',
            description: 'Share of the rollbacks that were fully applied.',
            unit: 'percentunit',
            noValue: noData('No rollback happened in this time range.', 'rollback.count'),
            width: 6,
            colors: [
              [null, 'red'],
              [1, 'green'],
            ],
          },
          {
            expr: `sum(${increase(select('rollback.count', { result: 'success' }))}) / sum(${increase(select('rollback.count'))})`,
          },
        ),
        statPanel(
          {
            id: 4,
            title: '95 % took at most',
            description: `Latency at the 95th percentile; the alert fires above ${SLOW_SECONDS} s.`,
            unit: 's',
            noValue: noData('No rollback happened in this time range.', 'rollback.latency'),
            width: 6,
            colors: [
              [null, 'green'],
              [SLOW_SECONDS, 'red'],
            ],
          },
          { expr: `histogram_quantile(0.95, sum by (le) (${increase(BUCKETS)}))` },
        ),
      ],
    },
    {
      id: 101,
      title: 'Count and latency',
      panels: [
        stackPanel(
          {
            id: 5,
            title: 'Rollbacks by kind, result and reason',
            description: 'Each bar is what the audit log gained in that interval.',
            unit: 'short',
            noValue: noData(NO_ROLLBACK, 'rollback.count'),
            width: 12,
          },
          [
            {
              expr: `sum by (kind, result, reason) (increase(${select('rollback.count')}[$__rate_interval]))`,
              legend: '{{kind}} {{result}} ({{reason}})',
            },
          ],
        ),
        linePanel(
          {
            id: 6,
            title: 'Latency, with its traces',
            description:
              'Median, 95th percentile and mean over the last hour. Each diamond is one rollback: it opens its trace in Jaeger.',
            unit: 's',
            noValue: noData(
              'No rollback happened within an hour. Diamonds need a scraped /metrics and Prometheus with exemplar-storage.',
              'rollback.latency',
            ),
            width: 12,
            colors: [
              [null, 'green'],
              [SLOW_SECONDS, 'red'],
            ],
          },
          [
            { expr: quantile(0.95), legend: '{{kind}} 95 %', exemplars: true },
            { expr: quantile(0.5), legend: '{{kind}} median' },
            {
              expr: `sum by (kind) (rate(${selectPart('rollback.latency', 'sum')}[1h])) / sum by (kind) (rate(${selectPart('rollback.latency', 'count')}[1h]))`,
              legend: '{{kind}} mean',
            },
          ],
        ),
        heatmapPanel(
          {
            id: 7,
            title: 'Latency by bucket',
            description:
              'How many rollbacks took how long; the points are single rollbacks and open their traces.',
            unit: 's',
            noValue: noData(NO_ROLLBACK, 'rollback.latency'),
            width: 12,
          },
          { expr: `sum by (le) (increase(${BUCKETS}[$__rate_interval]))`, legend: '{{le}}', exemplars: true },
        ),
        linePanel(
          {
            id: 8,
            title: 'Drift score around the rollbacks',
            description:
              'What a rollback is for: the score falls after an orange line. Of several hosts the worst.',
            unit: 'percentunit',
            noValue: noData('No project of this selection is reported; choose others above.'),
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
      ],
    },
    {
      id: 102,
      title: 'What they did',
      panels: [
        tablePanel(
          {
            id: 9,
            title: 'Totals of each host',
            description: 'Everything in the audit log of each host, whatever the time range.',
            unit: 'short',
            noValue: noData(NO_ROLLBACK, 'rollback.count'),
            width: 12,
            height: 10,
          },
          {
            labels: ['instance', 'kind', 'reason', 'result'],
            columns: [
              {
                expr: `sum by (instance, kind, reason, result) (${select('rollback.count')})`,
                name: 'rollbacks',
              },
            ],
          },
        ),
        tracesPanel(
          {
            id: 10,
            title: 'Steps',
            description:
              'Traces of this time range in which a rollback took a step: a trace id opens the steps, what each changed and how long it took.',
            unit: 'none',
            noValue: noData(
              'No rollback sent its trace in this time range: check the Jaeger data source above, and OTEL_EXPORTER_OTLP_ENDPOINT where it ran.',
            ),
            width: 12,
            height: 10,
            links: [link('Steps in Explore', exploreTraces({ operation: 'rollback.step' }))],
          },
          { operation: 'rollback.step' },
        ),
      ],
    },
  ],
});
