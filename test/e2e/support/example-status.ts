import { type StatusInputs, statusReport } from '../../../src/collector/status-page/status-report.ts';
import { dimensionState, finding, projectState } from '../../telemetry/project-state.ts';

const NOW = new Date('2026-11-23T12:10:30Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const fingerprint = (digit: string) => `sha256:${`${digit}9c41e07b2`.repeat(7).slice(0, 64)}`;

function project(name: string, dimensions: readonly Parameters<typeof dimensionState>[]) {
  const dir = `/src/${name.split('/').at(-1)}`;
  return projectState({
    project: { name, dir, goModFile: `${dir}/go.mod`, goWorkFile: null },
    takenAt: minutesAgo(1),
    baseline: { kind: 'file', facts: {}, from: `${dir}/.godrift/baseline.snap` },
    dimensions: dimensions.map((each, index) =>
      dimensionState(each[0], {
        entries: 12 + index * 7,
        fingerprint: fingerprint(`${index + 3}`),
        ...each[1],
      }),
    ),
  });
}

const SHOP = project('example.com/shop', [
  [
    'go_version',
    {
      ...{ state: 'drifted', changed: 1, entries: 9, changeRatio: 1 / 9, score: 0.5, durationMs: 41 },
      findings: [
        finding('go_version', 'running', {
          ...{ change: 'minor', expected: '1.26', actual: 'go1.25.4', source: '.go-version', origin: 'PATH' },
          ...{
            fix: 'godrift rollback sdk --to go1.26.8',
            location: { file: '/src/shop/.go-version', line: 1 },
          },
        }),
      ],
    },
  ],
  [
    'modules',
    {
      ...{ state: 'drifted', changed: 2, entries: 148, changeRatio: 2 / 149, score: 0.1, durationMs: 63 },
      findings: [
        finding('modules', 'golang.org/x/net', {
          ...{ severity: 'info', kind: 'changed', change: 'patch', expected: 'v0.47.0', actual: 'v0.47.1' },
          ...{ source: 'baseline', origin: 'go.mod', fix: 'go get golang.org/x/net@v0.47.0' },
        }),
      ],
    },
  ],
  [
    'build_env',
    {
      ...{ state: 'drifted', entries: 31, score: 0.5, durationMs: 22 },
      findings: [
        finding('build_env', 'DEPLOY_REGION', {
          ...{ severity: 'error', kind: 'missing', expected: 'set', source: 'godrift.yaml' },
          ...{ fix: 'export DEPLOY_REGION=…', location: { file: '/src/shop/godrift.yaml', line: 4 } },
        }),
        finding('build_env', 'GODEBUG', {
          ...{ kind: 'added', actual: 'http2client=0', source: 'baseline', origin: 'environment' },
          accepted: { owner: 'mira', reason: 'until the proxy is renewed', until: '2026-12-31T00:00:00Z' },
        }),
      ],
    },
  ],
  ['tools', { durationMs: 18 }],
  ['context', { durationMs: 9 }],
]);

const SEARCH = project('example.com/search', [
  ['go_version', { durationMs: 38 }],
  [
    'modules',
    {
      ...{
        state: 'unknown',
        reason: 'offline',
        message: 'golang.org/x/sync@v0.19.0 is not in the module cache',
      },
      ...{ fix: 'godrift check --online', fingerprint: null },
    },
  ],
  ['build_env', { durationMs: 21 }],
  ['tools', { durationMs: 15 }],
  ['context', { durationMs: 8 }],
]);

const BILLING = project('example.com/billing', [
  ['go_version', { durationMs: 35 }],
  ['modules', { durationMs: 58 }],
  ['build_env', { durationMs: 20 }],
  ['tools', { durationMs: 16 }],
  ['context', { durationMs: 8 }],
]);

/** A host with something of everything. */
export function exampleStatus(overrides: Partial<StatusInputs> = {}) {
  return statusReport({
    states: [BILLING, SEARCH, SHOP],
    driftSince: new Map([
      ['example.com/shop\0go_version', minutesAgo(134)],
      ['example.com/shop\0modules', minutesAgo(26)],
      ['example.com/shop\0build_env', minutesAgo(26)],
    ]),
    deployments: new Map([
      [
        'example.com/billing',
        [
          {
            id: 'billing-2026.46.3',
            at: minutesAgo(1_700),
            fingerprint: fingerprint('a'),
            changeRatio: null,
          },
          { id: 'billing-2026.47.1', at: minutesAgo(4), fingerprint: fingerprint('b'), changeRatio: 0.031 },
        ],
      ],
      [
        'example.com/shop',
        [{ id: 'shop-v4.12.0', at: minutesAgo(380), fingerprint: fingerprint('c'), changeRatio: null }],
      ],
    ]),
    rollbacks: [
      {
        ...{ id: 'r1', ts: minutesAgo(3_000).getTime(), kind: 'cache', reason: 'manual', target: 'GOCACHE' },
        ...{ from: 'generation 3', to: 'generation 2', result: 'success', error: null, durationMs: 84 },
        traceId: '0af7651916cd43dd8448eb211c80319c',
      } as const,
      {
        ...{ id: 'r2', ts: minutesAgo(91).getTime(), kind: 'sdk', reason: 'drift', target: 'project' },
        ...{ from: 'go1.25.4', to: 'go1.26.8', result: 'failure', error: 'the build did not pass' },
        ...{ durationMs: 6_210, traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
      } as const,
    ],
    problems: [{ where: '/src/legacy', message: '/src/legacy: there is no such directory' }],
    collector: {
      ...{ version: '0.1.0', revision: '28d48cb1f0aa', node: 'v24.21.0', host: 'build-1', intervalMs: 5_000 },
      ...{ startedAt: minutesAgo(60 * 24 * 12), lastSweep: { endedAt: minutesAgo(0.05), tookMs: 2.4 } },
      notReady: null,
    },
    jaegerUrl: 'https://jaeger.example.com',
    now: NOW,
    ...overrides,
  });
}

export const inSync: Partial<StatusInputs> = { states: [BILLING], problems: [], rollbacks: [] };
