import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, html } from '../../src/collector/status-page/html.ts';
import { statusPage } from '../../src/collector/status-page/status-page.ts';
import { statusPages } from '../../src/collector/status-page/status-pages.ts';
import { type StatusInputs, statusReport } from '../../src/collector/status-page/status-report.ts';
import { whyNotReady } from '../../src/collector/track-sweeps.ts';
import { dimensionState, finding, projectState } from '../telemetry/project-state.ts';

const NOW = new Date('2026-11-23T12:10:00Z');
const DEPLOYED = new Date('2026-11-23T12:00:00Z');

function inputs(overrides: Partial<StatusInputs> = {}): StatusInputs {
  return {
    states: [],
    driftSince: new Map(),
    deployments: new Map(),
    rollbacks: [],
    problems: [],
    collector: {
      ...{ version: '0.1.0', revision: 'abc', node: 'v24', host: 'box', startedAt: NOW, intervalMs: 5_000 },
      ...{ lastSweep: { endedAt: NOW, tookMs: 3 }, notReady: null },
    },
    jaegerUrl: null,
    now: NOW,
    ...overrides,
  };
}

const rollback: StatusInputs['rollbacks'][number] = {
  ...({
    id: 'r1',
    ts: DEPLOYED.getTime(),
    kind: 'sdk',
    reason: 'manual',
    target: 'go',
    from: 'go1.25.4',
  } as const),
  ...({
    to: 'go1.26.8',
    result: 'success',
    error: null,
    durationMs: 1_500,
    traceId: 'ab'.repeat(16),
  } as const),
};

function drifted(text: string, project = text) {
  const found = finding('go_version', text, {
    ...{ expected: text, actual: text, origin: text, source: text, fix: text },
    location: { file: `/${text}`, line: 1 },
    accepted: { owner: text, reason: text, until: text },
  });
  const base = projectState();
  return projectState({
    project: { ...base.project, name: project, dir: text },
    baseline: { kind: 'deployment', facts: {}, from: text },
    dimensions: [
      dimensionState('go_version', { state: 'drifted', findings: [found, { ...found, accepted: null }] }),
      dimensionState('modules', { state: 'unknown', reason: 'offline', message: text, fix: text }),
    ],
  });
}

describe('the report', () => {
  test('has the state, since when, deployments, grace and rollbacks with their traces', () => {
    const state = projectState({
      dimensions: [
        dimensionState('go_version', { state: 'drifted', findings: [finding('go_version', 'running')] }),
      ],
    });
    const report = statusReport(
      inputs({
        states: [state],
        driftSince: new Map([['example.com/shop\0go_version', DEPLOYED]]),
        deployments: new Map([
          [
            'example.com/shop',
            [{ id: 'd1', at: DEPLOYED, fingerprint: `sha256:${'0'.repeat(64)}`, changeRatio: null }],
          ],
        ]),
        rollbacks: [rollback],
        jaegerUrl: 'https://jaeger.example/ui/',
      }),
    );
    expect(report).toMatchObject({
      schema: 'godrift.status/v1',
      result: 'drift',
      generatedAt: '2026-11-23T12:10:00.000Z',
      collector: { ready: true, lastSweep: { at: '2026-11-23T12:10:00.000Z', durationMs: 3 }, problems: [] },
      projects: [
        {
          project: 'example.com/shop',
          dimensions: [{ id: 'go_version', state: 'drifted', since: '2026-11-23T12:00:00.000Z' }],
          findings: [{ id: 'go_version.running.mismatch', file: null }],
          deployments: [{ id: 'd1', at: '2026-11-23T12:00:00.000Z' }],
          graceUntil: '2026-11-23T12:15:00.000Z',
          inGrace: true,
        },
      ],
      rollbacks: [{ id: 'r1', traceUrl: `https://jaeger.example/ui/trace/${'ab'.repeat(16)}` }],
    });
  });

  test('is ok, unknown or drift as check is', () => {
    const result = (overrides: Partial<StatusInputs>) => statusReport(inputs(overrides)).result;
    const state = (is: 'in_sync' | 'unknown') =>
      projectState({ dimensions: [dimensionState('modules', { state: is })] });
    expect([
      result({}),
      result({ states: [state('in_sync')] }),
      result({ states: [state('unknown')] }),
      result({ problems: [{ where: '/gone', message: 'there is no such directory' }] }),
    ]).toEqual(['ok', 'ok', 'unknown', 'unknown']);
  });

  test('links nothing that is not the id of a trace', () => {
    const { rollbacks } = statusReport(
      inputs({ jaegerUrl: 'http://j/', rollbacks: [{ ...rollback, traceId: '"><script>' }] }),
    );
    expect(rollbacks[0]?.traceUrl).toBeNull();
  });
});

describe('hostile text', () => {
  test('never becomes an element, an attribute or an entity', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='x",
        '</style><b>',
        '&lt;',
        '<!--',
        '\u202ecod.exe\u0000\u0007',
        'javascript:alert(1)',
      ),
    );
    const shape = (text: string) =>
      statusPage(
        statusReport(
          inputs({
            states: [drifted(text, 'p')],
            deployments: new Map([['p', [{ id: text, at: DEPLOYED, fingerprint: text, changeRatio: 0.5 }]]]),
            rollbacks: [{ ...rollback, target: text, from: text, to: text, error: text }],
            problems: [{ where: 'dir', message: `message ${text}` }],
          }),
        ),
      ).replace(/>[^<]*</g, '><');
    const tagsOf = (page: string) => [...page.matchAll(/<\/?[a-z][^\s>]*/gi)].map(([tag]) => tag);
    const plain = tagsOf(shape('text'));
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(text !== '');
        expect(tagsOf(shape(text))).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  test('is shown as what it is', () => {
    expect(escapeHtml('a<b>&"\'\u202e\u0000\ud800')).toBe('a&lt;b&gt;&amp;&quot;&#39;\\u{202e}\\u{0}\ufffd');
    expect(html`<p>${['<', html`<b>${1}</b>`, null, false]}</p>`).toEqual({ html: '<p>&lt;<b>1</b></p>' });
  });
});

test('ten thousand findings are cut, and the page says so', () => {
  const findings = Array.from({ length: 10_000 }, (_, i) => finding('modules', `m${i}`));
  const state = projectState({ dimensions: [dimensionState('modules', { state: 'drifted', findings })] });
  const page = statusPage(statusReport(inputs({ states: [state] })));
  expect(page.match(/<li class="finding/g)?.length).toBe(100);
  expect(page).toContain('and 9900 more');
});

test('a page is rendered when asked for, once for each version, and again after a failure', async () => {
  let [version, renders, fails] = ['1', 0, false];
  const pages = statusPages({
    version: () => version,
    report: () => {
      renders += 1;
      if (fails) throw new Error('not now');
      return statusReport(inputs());
    },
  });
  const page = pages.get('/');
  expect(renders).toBe(0);
  const [first, same] = await Promise.all([page?.(), page?.()]);
  expect([renders, first === same]).toEqual([1, true]);
  [version, fails] = ['2', true];
  await expect(page?.()).rejects.toThrow('not now');
  fails = false;
  await page?.();
  expect(renders).toBe(3);
});

test('a collector is ready from its first sweep on, until its last one is too old', () => {
  const sweep = { endedAt: new Date('2026-11-23T12:00:00Z'), tookMs: 1 };
  const at = (seconds: number) => new Date(sweep.endedAt.getTime() + seconds * 1_000);
  expect(whyNotReady(null, 5_000, at(0))).toBe('the first sweep is not done yet');
  expect(whyNotReady(sweep, 5_000, at(120))).toBeNull();
  expect(whyNotReady(sweep, 5_000, at(121))).toBe(
    'the last sweep ended at 2026-11-23T12:00:00.000Z, 121 s ago',
  );
  expect(whyNotReady(sweep, 60_000, at(599))).toBeNull();
  expect(whyNotReady(sweep, 60_000, at(601))).not.toBeNull();
});
