// False positives of the shipped rules against "any change alerts", over labelled timelines, as the real promtool evaluates
// them: `npm run bench -- false-positives`. A timeline is one project's hour; `true` ones need somebody, the others do not.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { RULE_FILES, ruleGroups, rulesDir } from '../scripts/deploy/rule-files.ts';
import { stackBinary } from '../scripts/stack/build.ts';

/** Minutes of a timeline. */
const LENGTH = 90;
/** Each kind begins at several minutes. */
const STARTS = [12, 17, 23, 31, 38];

interface Series {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Its value at a minute; null: no sample. */
  readonly at: (minute: number) => number | null;
}

interface Kind {
  readonly name: string;
  readonly needsSomebody: boolean;
  readonly project?: string;
  /** What differs from a calm project, from minute `start` on. */
  readonly series: (start: number) => readonly Series[];
}

const from =
  (start: number, value: number, before = 0, end = Number.POSITIVE_INFINITY) =>
  (minute: number) =>
    minute >= start && minute < end ? value : before;

const findings = (dimension: string, severity: string, at: Series['at']): Series => ({
  name: 'godrift_findings',
  labels: { dimension, severity },
  at,
});
const fingerprint = (dimension: string, at: Series['at']): Series => ({
  name: 'godrift_fingerprint',
  labels: { dimension },
  at,
});
const since = (dimension: string, start: number, end = Number.POSITIVE_INFINITY): Series => ({
  name: 'godrift_drift_since_timestamp_seconds',
  labels: { dimension },
  at: (minute) => (minute >= start && minute < end ? start * 60 : null),
});
const ratioAndScore = (dimension: string, ratio: Series['at'], score: Series['at']): readonly Series[] => [
  { name: 'godrift_change_ratio', labels: { dimension }, at: ratio },
  { name: 'godrift_drift_score_ratio', labels: { dimension }, at: score },
];
const deployment = (start: number): Series => ({
  name: 'godrift_deployment_timestamp_seconds',
  at: (minute) => (minute >= start ? start * 60 : null),
});
/** A finding of this dimension, and everything that comes with it. */
const drift = (
  dimension: string,
  severity: string,
  start: number,
  weight: number,
  ratio: number,
  end?: number,
) => [
  findings(dimension, severity, from(start, 1, 0, end)),
  fingerprint(dimension, from(start, 2, 1, end)),
  since(dimension, start, end),
  ...ratioAndScore(dimension, from(start, ratio, 0, end), from(start, weight, 0, end)),
];

const KINDS: readonly Kind[] = [
  {
    name: 'a patch release of Go',
    needsSomebody: false,
    series: (t) => drift('go_version', 'info', t, 0.1, 0.5),
  },
  {
    name: 'a patch of a module',
    needsSomebody: false,
    series: (t) => drift('modules', 'info', t, 0.1, 0.01),
  },
  {
    name: 'another system package',
    needsSomebody: false,
    series: (t) => [fingerprint('context', from(t, 2, 1))],
  },
  {
    name: 'a tool updated, nothing declares it',
    needsSomebody: false,
    series: (t) => [fingerprint('tools', from(t, 2, 1))],
  },
  {
    name: 'a deployment, approved within its grace',
    needsSomebody: false,
    series: (t) => [deployment(t), ...drift('modules', 'warning', t, 0.6, 0.2, t + 10)],
  },
  {
    name: 'a scrape while go.mod was half edited',
    needsSomebody: false,
    series: (t) => drift('go_version', 'warning', t, 0.5, 0.5, t + 1),
  },
  {
    name: 'a rehearsal on the allow-list',
    needsSomebody: false,
    project: 'ci-rehearsal-test',
    series: (t) => drift('go_version', 'warning', t, 0.5, 0.5),
  },
  {
    name: 'the collector restarted',
    needsSomebody: false,
    series: (t) => [fingerprint('modules', (minute) => (minute >= t && minute < t + 2 ? null : 1))],
  },
  {
    name: 'an accepted finding',
    needsSomebody: false,
    series: (t) => [findings('build_env', 'accepted', from(t, 1)), fingerprint('build_env', from(t, 2, 1))],
  },
  {
    name: 'a new key of a newer Go',
    needsSomebody: false,
    series: (t) => drift('build_env', 'info', t, 0.1, 0.04),
  },
  {
    name: 'a minor release of Go',
    needsSomebody: true,
    series: (t) => drift('go_version', 'warning', t, 0.5, 0.5),
  },
  {
    name: 'an older Go than required',
    needsSomebody: true,
    series: (t) => drift('go_version', 'error', t, 1, 0.5),
  },
  { name: 'a tampered module', needsSomebody: true, series: (t) => drift('modules', 'critical', t, 1, 0.01) },
  {
    name: 'a tampered module in the grace of the allow-list',
    needsSomebody: true,
    project: 'ci-rehearsal-test',
    series: (t) => [deployment(t), ...drift('modules', 'critical', t, 1, 0.01)],
  },
  {
    name: 'CGO_ENABLED and GOFLAGS changed',
    needsSomebody: true,
    series: (t) => drift('build_env', 'warning', t, 0.75, 0.1),
  },
  {
    name: 'a linter of another version',
    needsSomebody: true,
    series: (t) => drift('tools', 'warning', t, 0.5, 0.3),
  },
  {
    name: 'drift that a deployment does not take away',
    needsSomebody: true,
    series: (t) => [deployment(t), ...drift('go_version', 'warning', t, 0.5, 0.5)],
  },
  {
    name: 'a required variable is gone',
    needsSomebody: true,
    series: (t) => [
      ...drift('build_env', 'error', t, 1, 0.04),
      { name: 'godrift_env_set', labels: { key: 'REGION' }, at: from(t, 0, 1) },
      { name: 'godrift_key_drifted', labels: { dimension: 'build_env', key: 'REGION' }, at: from(t, 1) },
    ],
  },
  {
    name: 'the collector cannot look any more',
    needsSomebody: true,
    series: (t) => [
      { name: 'godrift_collector_success', labels: { dimension: 'modules' }, at: from(t, 0, 1) },
    ],
  },
];

const timelines = KINDS.flatMap((kind) =>
  STARTS.map((start, index) => ({ kind, start, instance: `${kind.name.replaceAll(' ', '-')}-${index}` })),
);

function render({ kind, start, instance }: (typeof timelines)[number]) {
  const own = kind.series(start);
  const project = kind.project ?? 'shop';
  const calm: readonly Series[] = [
    { name: 'godrift_snapshot_timestamp_seconds', at: (minute: number) => minute * 60 },
    fingerprint('go_version', () => 1),
  ].filter(
    ({ name, labels = {} }) =>
      !own.some((one) => one.name === name && one.labels?.dimension === labels.dimension),
  );
  return [...calm, ...own].map(({ name, labels = {}, at }) => {
    const all = { job: 'godrift', instance, project: `${project}`, ...labels };
    const text = Object.entries(all)
      .map(([key, value]) => `${key}="${value}"`)
      .join(',');
    const values = Array.from({ length: LENGTH }, (_, minute) => at(minute)).map((value) => value ?? '_');
    return { series: `${name}{${text}}`, values: values.join(' ') };
  });
}

const NAIVE =
  'count by (instance) (count_over_time((changes(godrift_fingerprint[2m]) > 0 or godrift_findings > 0)[85m:1m]))';
const SHIPPED = 'count by (instance) (count_over_time(ALERTS{alertstate="firing",severity!="info"}[85m]))';

/** The instances of what an expression finds, read from promtool's own report of a test that cannot hold. */
function instances(expr: string): ReadonlySet<string> {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-timelines-'));
  const file = join(dir, 'timelines.test.yml');
  writeFileSync(
    file,
    stringify({
      rule_files: RULE_FILES.map((name) => join(rulesDir, name)),
      evaluation_interval: '1m',
      group_eval_order: ruleGroups().map(({ name }) => name),
      tests: timelines.map((timeline) => ({
        interval: '1m',
        input_series: render(timeline),
        promql_expr_test: [
          { expr, eval_time: `${LENGTH - 2}m`, exp_samples: [{ labels: '{none="none"}', value: 1 }] },
        ],
      })),
    }),
  );
  const { stdout, stderr } = spawnSync(stackBinary('promtool'), ['test', 'rules', file], {
    encoding: 'utf8',
  });
  rmSync(dir, { recursive: true });
  const got = [...(stdout + stderr).matchAll(/got: (.*)/g)].map((match) => match[1] ?? '');
  if (got.length !== timelines.length) throw new Error(stdout + stderr);
  return new Set(
    got.flatMap((line) => [...line.matchAll(/instance="([^"]+)"/g)].map((match) => match[1] ?? '')),
  );
}

const found = { naive: instances(NAIVE), shipped: instances(SHIPPED) };
const count = (told: ReadonlySet<string>, needsSomebody: boolean) =>
  timelines.filter(({ kind, instance }) => kind.needsSomebody === needsSomebody && told.has(instance)).length;
const [benign, needed] = [false, true].map(
  (needsSomebody) => timelines.filter(({ kind }) => kind.needsSomebody === needsSomebody).length,
);
for (const { kind, instance } of timelines)
  if (kind.needsSomebody !== found.shipped.has(instance)) process.stdout.write(`wrong: ${instance}\n`);
const [naive, shipped] = [count(found.naive, false), count(found.shipped, false)];
process.stdout.write(
  [
    `${benign} timelines that need nobody: ${naive} alert when any change does, ${shipped} with the rules`,
    `  ${(100 * (1 - shipped / naive)).toFixed(0)} % fewer false positives (target 90 %)`,
    `${needed} that need somebody: ${count(found.shipped, true)} told by the rules, ${count(found.naive, true)} when any change alerts`,
    '',
  ].join('\n'),
);
