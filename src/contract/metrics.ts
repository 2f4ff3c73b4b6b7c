import { counter, gauge, histogram, info, type MetricDefinition } from './metric-definition.ts';

const DIMENSION = ['project', 'dimension'] as const;

/**
 * Every metric, by its OTel name: exposition, documentation, dashboards and rules derive from this table.
 * `env`, `environment`, `service`, `stage`, `job` and `instance` belong to whoever scrapes and are never labels here.
 */
export const METRICS = {
  'godrift.go.info': info(
    ['project', 'version', 'goos', 'goarch'],
    'The Go that runs in the project, always 1',
    'P',
  ),
  'godrift.go.declared.info': info(
    ['project', 'source', 'version'],
    'A Go version that a file of the project declares, always 1',
    '5P',
  ),
  'godrift.go.releases_behind': gauge(
    '{release}',
    ['project', 'level'],
    'Distance of the running Go to the newest release that the module proxy knows; only with --online',
    '2P',
  ),
  'godrift.tool.info': info(
    ['project', 'tool', 'version', 'go_version'],
    'A tool of the project and the Go that built it, always 1',
    '30P',
  ),
  'godrift.fingerprint': gauge(
    null,
    DIMENSION,
    'First 48 bits of the SHA-256 over the portable facts, as a number that changes() can watch',
    '6P',
  ),
  'godrift.fingerprint.info': info(
    ['project', 'dimension', 'fingerprint'],
    'First 12 hex digits of the fingerprint, to compare hosts, always 1',
    '6P',
  ),
  'godrift.entries': gauge('{entry}', DIMENSION, 'Portable facts of the dimension', '6P'),
  'godrift.changed.entries': gauge(
    '{entry}',
    DIMENSION,
    'Facts added, removed or changed against the baseline; 0 without one',
    '6P',
  ),
  'godrift.change': gauge('1', DIMENSION, 'Changed facts over the facts of both sides, 0 to 1', '6P'),
  'godrift.drift.score': gauge('1', DIMENSION, 'How much the findings weigh together, 0 to 1', '6P'),
  'godrift.drift.state': gauge(
    null,
    ['project', 'dimension', 'state'],
    '1 for the state that the dimension is in, 0 for the others',
    '18P',
  ),
  'godrift.drift.since.timestamp': gauge(
    's',
    DIMENSION,
    'When this drift began, since the epoch; absent while in sync',
    '6P',
  ),
  'godrift.findings': gauge(
    '{finding}',
    ['project', 'dimension', 'severity'],
    'Findings by severity; accepted ones are counted only as accepted',
    '30P',
  ),
  'godrift.key.drifted': gauge(
    null,
    ['project', 'dimension', 'key'],
    '1 for a key with a finding that is not accepted; build_env and tools only',
    '110P',
  ),
  'godrift.env.set': gauge(
    null,
    ['project', 'key'],
    '1 for a variable that is set, 0 for a declared one that is not; never its value',
    '80P',
  ),
  'godrift.deployment.timestamp': gauge(
    's',
    ['project'],
    'The last recorded deployment, since the epoch',
    'P',
  ),
  'godrift.deployment.change': gauge(
    '1',
    ['project', 'rank'],
    'Change ratio of the last three deployments, each against the one before it; rank 1 is the newest',
    '3P',
  ),
  'godrift.deployment.baseline': gauge(
    null,
    ['project'],
    'First 48 bits of the SHA-256 over the fingerprints of the last three deployments',
    'P',
  ),
  'godrift.snapshot.timestamp': gauge(
    's',
    ['project'],
    'When the project was last looked at, since the epoch',
    'P',
  ),
  'godrift.build_cache.size': gauge('By', ['cache'], 'Size of a GOCACHE root', '1 a root'),
  'godrift.build_cache.entries': gauge(
    '{entry}',
    ['cache', 'state'],
    'Entries and outputs of a GOCACHE root by what the last verification found',
    '3 a root',
  ),
  'godrift.build_cache.verified': gauge(
    '1',
    ['cache'],
    'Share of a GOCACHE root that the verification under way has looked at, 0 to 1; 1 between verifications',
    '1 a root',
  ),
  'godrift.module_cache.modules': gauge(
    '{module}',
    ['project', 'state'],
    'Modules of the build list by how the cache compares to go.sum',
    '4P',
  ),
  'godrift.collector.success': gauge(null, DIMENSION, '1 if the facts could be collected, else 0', '6P'),
  'godrift.collector.last_duration': gauge('s', DIMENSION, 'How long the last collection took', '6P'),
  'godrift.watch.events': counter('{event}', [], 'Changes that the kernel told the watcher', '1'),
  'godrift.watch.overflows': counter(
    '{event}',
    [],
    'Times that events may have been lost: everything was looked at then, or the sweep found what was not told',
    '1',
  ),
  'godrift.watch.rescans': counter(
    '{event}',
    [],
    'Times the watcher started over, for everything or for directories that were exchanged',
    '1',
  ),
  'godrift.drift.events': counter(
    '{event}',
    ['project', 'dimension', 'severity'],
    'Times that drift began, by the worst severity of its findings',
    '24P',
  ),
  'godrift.telemetry.dropped': counter(
    '{item}',
    ['signal'],
    'Spans and data points that could not be sent by OTLP since the start; absent without an endpoint',
    '2',
  ),
  'rollback.count': counter('{rollback}', ['kind', 'result', 'reason'], 'Rollbacks in the audit log', '24'),
  'rollback.latency': histogram(
    's',
    ['kind', 'result'],
    'How long a rollback took, with its trace as exemplar',
    '6 histograms',
  ),
  'godrift.build.info': info(['version', 'revision', 'node'], 'This godrift, always 1', '1'),
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;

/** All metrics in the order of the table. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** Upper bounds in seconds, the same by scrape and by OTLP. */
export const ROLLBACK_LATENCY_BUCKETS: readonly number[] = [
  0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
];
