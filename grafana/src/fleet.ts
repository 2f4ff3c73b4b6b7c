import { DEPLOYMENTS, FINGERPRINT_CHANGES } from './annotations.ts';
import { dashboard } from './dashboard.ts';
import { DISTINCT_FINGERPRINTS, FINGERPRINTS, lastLook, RUNNING_GO } from './fleet-queries.ts';
import { CHECK_SELECTION, NO_FINGERPRINT, NO_GO, NOTHING_REPORTED, noData } from './no-data.ts';
import { barPanel, linePanel, stackPanel, statPanel } from './panels.ts';
import { select } from './promql.ts';
import { reportingHosts } from './reporting-hosts.ts';
import { AGE_COLORS, NONE_IS_GOOD, ROW_LINKS } from './states.ts';
import { tablePanel } from './table-panel.ts';

const STALE_SECONDS = 1800;

/** All hosts: which Go each runs, where they disagree, which fell silent. */
export const fleet = dashboard({
  uid: 'godrift-fleet',
  title: 'godrift / Fleet',
  description:
    'All hosts: which Go each runs, where the hosts of one project disagree, and which fell silent.',
  projects: 'all',
  annotations: [FINGERPRINT_CHANGES, DEPLOYMENTS],
  rows: [
    {
      id: 100,
      title: 'Now',
      panels: [
        reportingHosts({ id: 1, width: 6 }),
        statPanel(
          {
            id: 2,
            title: 'Stale hosts',
            description: `Projects on a host without a look for ${STALE_SECONDS / 60} minutes, also on hosts that fell silent in this time range.`,
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 6,
            colors: NONE_IS_GOOD,
          },
          { expr: `sum(time() - ${lastLook('$__range')} > bool ${STALE_SECONDS})` },
        ),
        statPanel(
          {
            id: 3,
            title: 'Divergence',
            description:
              'Dimensions of a project in which its hosts disagree. The table of fingerprints shows who has what.',
            unit: 'short',
            noValue: NO_FINGERPRINT,
            width: 6,
            colors: NONE_IS_GOOD,
          },
          { expr: `sum((${DISTINCT_FINGERPRINTS}) > bool 1)` },
        ),
        statPanel(
          {
            id: 4,
            title: 'Go versions in use',
            description: 'Different Go versions that run in the projects of this selection.',
            unit: 'short',
            noValue: NO_GO,
            width: 6,
          },
          { expr: `count(count by (version) (${RUNNING_GO}))` },
        ),
      ],
    },
    {
      id: 101,
      title: 'Go versions and divergence',
      panels: [
        stackPanel(
          {
            id: 5,
            title: 'Hosts by Go version',
            description: 'A host with projects on several versions counts for each of them.',
            unit: 'short',
            noValue: NO_GO,
            width: 12,
          },
          [
            {
              expr: `count by (version) (count by (instance, version) (${RUNNING_GO}))`,
              legend: '{{version}}',
            },
          ],
        ),
        barPanel(
          {
            id: 6,
            title: 'Different fingerprints',
            description:
              '1 where the hosts of a project agree. build_env is compared among hosts of one platform.',
            unit: 'short',
            noValue: NO_FINGERPRINT,
            width: 12,
            colors: [
              [null, 'green'],
              [2, 'red'],
            ],
          },
          { expr: DISTINCT_FINGERPRINTS, legend: '{{project}} {{dimension}} {{goos}} {{goarch}}' },
        ),
        tablePanel(
          {
            id: 7,
            title: 'Hosts',
            description: 'What runs on each host, when it last looked and how many dimensions drift there.',
            unit: 'short',
            noValue: NOTHING_REPORTED,
            width: 24,
            height: 10,
          },
          {
            labels: ['project', 'instance', 'version', 'goos', 'goarch'],
            columns: [
              { expr: RUNNING_GO, name: null },
              { expr: `${lastLook('$__range')} * 1000`, name: 'last look', unit: 'dateTimeFromNow' },
              { expr: `time() - ${lastLook('$__range')}`, name: 'age', unit: 's', colors: AGE_COLORS },
              {
                expr: `sum by (instance, project) (${select('godrift.drift.state', { state: 'drifted' })})`,
                name: 'drifted dimensions',
                colors: NONE_IS_GOOD,
              },
            ],
            links: ROW_LINKS,
          },
        ),
        tablePanel(
          {
            id: 8,
            title: 'Who has which fingerprint',
            description:
              'Equal digits mean equal facts. Filter project and dimension to see who stands apart.',
            unit: 'short',
            noValue: NO_FINGERPRINT,
            width: 12,
            height: 10,
          },
          {
            labels: ['project', 'dimension', 'fingerprint'],
            columns: [
              { expr: `count by (project, dimension, fingerprint) (${FINGERPRINTS})`, name: 'hosts' },
            ],
          },
        ),
        tablePanel(
          {
            id: 9,
            title: 'Which baseline each host knows',
            description:
              'A number over the last three deployments: hosts of a project that differ were not deployed alike.',
            unit: 'short',
            noValue: noData(
              'No deployment is recorded: `godrift baseline record --deployment ID` records one.',
            ),
            width: 12,
            height: 10,
          },
          {
            labels: ['project', 'baseline'],
            columns: [
              {
                expr: `count_values by (project) ("baseline", ${select('godrift.deployment.baseline')})`,
                name: 'hosts',
              },
            ],
          },
        ),
      ],
    },
    {
      id: 102,
      title: 'Silence and caches',
      panels: [
        linePanel(
          {
            id: 10,
            title: 'Time since the last look',
            description:
              'A line that only climbs is a host that fell silent; it ends an hour after the last look that was heard.',
            unit: 's',
            noValue: NOTHING_REPORTED,
            width: 8,
          },
          [{ expr: `time() - ${lastLook('1h')}`, legend: '{{project}} {{instance}}' }],
        ),
        linePanel(
          {
            id: 11,
            title: 'Build cache size',
            description:
              'Size of each GOCACHE root; its name is a digest of its path. `godrift cache gc` and `cache rotate` shrink it.',
            unit: 'bytes',
            noValue: noData(CHECK_SELECTION, 'godrift.build_cache.size'),
            width: 8,
          },
          [
            {
              expr: `max by (instance, cache) (${select('godrift.build_cache.size')})`,
              legend: '{{instance}} {{cache}}',
            },
          ],
        ),
        barPanel(
          {
            id: 12,
            title: 'Build cache entries',
            description:
              'What the last verification found. Corrupt is an alert at once: `godrift cache rotate` starts a clean root.',
            unit: 'short',
            noValue: noData(
              `${CHECK_SELECTION} \`godrift cache verify\` counts them.`,
              'godrift.build_cache.entries',
            ),
            width: 8,
          },
          { expr: `sum by (state) (${select('godrift.build_cache.entries')})`, legend: '{{state}}' },
        ),
      ],
    },
  ],
});
