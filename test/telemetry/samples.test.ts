import { describe, expect, test } from 'vitest';
import type { Sample } from '../../src/contract/sample.ts';
import type { ProjectState } from '../../src/domain/state.ts';
import { type SampleInputs, samplesOf } from '../../src/telemetry/samples.ts';
import { seriesKey } from '../../src/telemetry/series-key.ts';
import { dimensionState, finding, projectState } from './project-state.ts';

const PROJECT = 'example.com/shop';
const BUILD = { version: '0.1.0', revision: 'abc', node: '24.1.0' };

function exported(state: ProjectState, inputs: Partial<SampleInputs> = {}): readonly Sample[] {
  const none = { driftSince: new Map(), driftEvents: new Map(), deployments: new Map(), build: BUILD };
  return samplesOf({ projects: [state], ...none, ...inputs });
}

/** `value label label…` of each series of a metric, without the project. */
function series(samples: readonly Sample[], metric: string): readonly string[] {
  return samples
    .filter((sample) => sample.metric === metric)
    .map(({ value, labels: { project: _, ...labels } }) => [value, ...Object.values(labels)].join(' '));
}

describe('a dimension', () => {
  const drifted = dimensionState('modules', {
    state: 'drifted',
    entries: 40,
    changed: 2,
    changeRatio: 0.05,
    score: 0.75,
    fingerprint: `sha256:${'ff'.repeat(32)}`,
    findings: [
      finding('modules', 'a', { severity: 'critical' }),
      finding('modules', 'b'),
      finding('modules', 'c', { accepted: { owner: 'x', reason: 'y', until: '2027-01-01T00:00:00Z' } }),
    ],
  });
  const since = new Map([[seriesKey(PROJECT, 'modules'), new Date('2026-11-23T11:00:00Z')]]);

  test('that has drifted is exported whole', () => {
    const driftEvents = new Map([[seriesKey(PROJECT, 'modules', 'critical'), 4]]);
    const samples = exported(projectState({ dimensions: [drifted] }), { driftSince: since, driftEvents });
    expect(
      samples.map(({ metric, value, labels }) => `${metric} ${Object.values(labels).join(' ')} ${value}`),
    ).toEqual([
      'godrift.build.info 0.1.0 abc 24.1.0 1',
      'godrift.snapshot.timestamp example.com/shop 1795435200.25',
      'godrift.module_cache.modules example.com/shop ok 0',
      'godrift.module_cache.modules example.com/shop mismatch 0',
      'godrift.module_cache.modules example.com/shop missing 0',
      'godrift.module_cache.modules example.com/shop unverified 0',
      'godrift.drift.state example.com/shop modules in_sync 0',
      'godrift.drift.state example.com/shop modules drifted 1',
      'godrift.drift.state example.com/shop modules unknown 0',
      'godrift.collector.success example.com/shop modules 1',
      'godrift.collector.last_duration example.com/shop modules 0.0071',
      'godrift.drift.events example.com/shop modules info 0',
      'godrift.drift.events example.com/shop modules warning 0',
      'godrift.drift.events example.com/shop modules error 0',
      'godrift.drift.events example.com/shop modules critical 4',
      'godrift.drift.since.timestamp example.com/shop modules 1795431600',
      'godrift.entries example.com/shop modules 40',
      'godrift.changed.entries example.com/shop modules 2',
      'godrift.change example.com/shop modules 0.05',
      'godrift.drift.score example.com/shop modules 0.75',
      'godrift.fingerprint example.com/shop modules 281474976710655',
      'godrift.fingerprint.info example.com/shop modules ffffffffffff 1',
      'godrift.findings example.com/shop modules info 0',
      'godrift.findings example.com/shop modules warning 1',
      'godrift.findings example.com/shop modules error 0',
      'godrift.findings example.com/shop modules critical 1',
      'godrift.findings example.com/shop modules accepted 1',
    ]);
  });

  test('in sync does not say since when', () => {
    const samples = exported(projectState({ dimensions: [dimensionState('modules')] }), {
      driftSince: since,
    });
    expect(series(samples, 'godrift.drift.since.timestamp')).toEqual([]);
  });

  test('that is unknown says only that, how long it took, and what was counted before', () => {
    const unknown = { state: 'unknown', reason: 'timeout', fingerprint: null, facts: null } as const;
    const samples = exported(projectState({ dimensions: [dimensionState('tools', unknown)] }), {
      driftSince: since,
    });
    expect([...new Set(samples.map((sample) => sample.metric))]).toEqual([
      'godrift.build.info',
      'godrift.snapshot.timestamp',
      'godrift.drift.state',
      'godrift.collector.success',
      'godrift.collector.last_duration',
      'godrift.drift.events',
    ]);
    expect(series(samples, 'godrift.collector.success')).toEqual(['0 tools']);
    expect(series(samples, 'godrift.drift.state')).toEqual([
      '0 tools in_sync',
      '0 tools drifted',
      '1 tools unknown',
    ]);
  });

  test('has a series for each key of its facts and findings in build_env and tools only', () => {
    const facts = {
      portable: { CGO_ENABLED: '1', GOFLAGS: '-mod=mod' },
      local: { GOBIN: '/bin' },
      origins: {},
    };
    const findings = [
      finding('build_env', 'GOFLAGS'),
      finding('build_env', 'GOPRIVATE', { kind: 'missing' }),
      finding('build_env', 'CGO_ENABLED', {
        accepted: { owner: 'x', reason: 'y', until: '2027-01-01T00:00:00Z' },
      }),
    ];
    const samples = exported(
      projectState({
        dimensions: [
          dimensionState('build_env', { facts, findings }),
          dimensionState('modules', { facts, findings }),
          dimensionState('context', { facts }),
        ],
      }),
    );
    expect(series(samples, 'godrift.key.drifted')).toEqual([
      '0 build_env CGO_ENABLED',
      '1 build_env GOFLAGS',
      '1 build_env GOPRIVATE',
    ]);
  });
});

describe('a project', () => {
  test('says which Go runs only where it is known in full', () => {
    const facts = (local: Record<string, string>) => ({
      portable: { running: 'go1.26.8' },
      local,
      origins: {},
    });
    const of = (local: Record<string, string>) =>
      series(
        exported(projectState({ dimensions: [dimensionState('go_version', { facts: facts(local) })] })),
        'godrift.go.info',
      );
    expect(of({ goos: 'linux', goarch: 'amd64' })).toEqual(['1 go1.26.8 linux amd64']);
    expect(of({ goos: 'linux' })).toEqual([]);
  });

  test('says what each file declares, once', () => {
    const location = { file: '/src/shop/go.mod', line: 3 };
    const versions = [
      { source: '.go-version', kind: 'exact', version: '1.26', location },
      { source: 'go.mod', kind: 'toolchain', version: '1.26.8', location },
      { source: 'go.mod', kind: 'go', version: '1.26.8', location },
    ] as const;
    const { declared } = projectState();
    expect(
      series(exported(projectState({ declared: { ...declared, versions } })), 'godrift.go.declared.info'),
    ).toEqual(['1 .go-version 1.26', '1 go.mod 1.26.8']);
  });

  test('lists its tools and the Go that built them, without hashes', () => {
    const portable = { gopls: 'v0.20.0 go1.26.8 h1:abc=', shim: '- -', old: '(devel) go1.25.4' };
    const tools = dimensionState('tools', { facts: { portable, local: {}, origins: {} } });
    expect(series(exported(projectState({ dimensions: [tools] })), 'godrift.tool.info')).toEqual([
      '1 gopls v0.20.0 go1.26.8',
      '1 shim unknown unknown',
      '1 old (devel) go1.25.4',
    ]);
  });

  test('says of each observed and each declared variable whether it is set, never its value', () => {
    const facts = {
      portable: { GOFLAGS: '-ldflags=***', TOKEN: '***', 'CC.version': '14' },
      local: { GOBIN: '/secret/bin' },
      origins: {},
    };
    const { declared } = projectState();
    const env = { required: ['TOKEN', 'GOPRIVATE', 'GOBIN'], expect: { GOWASM: '1' }, allow: ['FC'] };
    const samples = exported(
      projectState({
        declared: { ...declared, config: { env, tools: {} } },
        dimensions: [dimensionState('build_env', { facts })],
      }),
    );
    expect(series(samples, 'godrift.env.set')).toEqual([
      '1 GOFLAGS',
      '1 TOKEN',
      '0 GOPRIVATE',
      '1 GOBIN',
      '0 GOWASM',
      '0 FC',
    ]);
    expect(JSON.stringify(samples)).not.toContain('secret');
  });

  test('says how much its last three deployments changed, the newest first', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour));
    const deployment = (hour: number, changeRatio: number | null) => ({
      id: `${hour}`,
      at: at(hour),
      fingerprint: `sha256:${`${hour}`.repeat(64)}`,
      changeRatio,
    });
    const of = (...deployments: ReturnType<typeof deployment>[]) =>
      exported(projectState(), { deployments: new Map([[PROJECT, deployments]]) });
    const four = of(deployment(4, 0.4), deployment(1, null), deployment(3, 0.3), deployment(2, 0.2));
    expect(series(four, 'godrift.deployment.change')).toEqual(['0.4 1', '0.3 2', '0.2 3']);
    expect(series(four, 'godrift.deployment.timestamp')).toEqual([`${at(4).getTime() / 1000}`]);
    expect(series(four, 'godrift.deployment.baseline')).toEqual(
      series(of(deployment(2, null), deployment(3, 0), deployment(4, 0)), 'godrift.deployment.baseline'),
    );
    expect(series(of(deployment(1, null)), 'godrift.deployment.change')).toEqual([]);
    expect(series(exported(projectState()), 'godrift.deployment.baseline')).toEqual([]);
  });

  test('with endless names has labels of 128 characters that stay apart', () => {
    const named = (name: string) => {
      const { project } = projectState();
      return exported(projectState({ project: { ...project, name } }))[1]?.labels.project ?? '';
    };
    const [one, two] = [named(`${'x'.repeat(500)}1`), named(`${'x'.repeat(500)}2`)];
    expect([one.length, two.length, one === two]).toEqual([128, 128, false]);
    expect(named(`${'x'.repeat(114)}${'😀'.repeat(20)}`).isWellFormed()).toBe(true);
  });
});

test('rollbacks are counted, each kind, result and reason from 0', () => {
  const record = { ts: 0, durationMs: 1, traceId: null };
  const counted = series(
    exported(projectState(), {
      rollbacks: [
        { ...record, kind: 'sdk', result: 'success', reason: 'drift' },
        { ...record, kind: 'sdk', result: 'success', reason: 'drift' },
        { ...record, kind: 'cache', result: 'failure', reason: 'manual' },
      ],
    }),
    'rollback.count',
  );
  expect(counted).toHaveLength(24);
  expect(counted.filter((each) => !each.startsWith('0 '))).toEqual([
    '2 sdk success drift',
    '1 cache failure manual',
  ]);
});
