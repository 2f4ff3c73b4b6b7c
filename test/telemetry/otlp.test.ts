import { describe, expect, test } from 'vitest';
import { blackHole, drippingEndpoint, refusingEndpoint, silentEndpoint } from './bad-endpoints.ts';
import { type OtlpEndpoint, otlpEndpoint } from './otlp-endpoint.ts';
import { runOtlpChild } from './run-otlp-child.ts';

const TRACE = 'a'.repeat(32);
const PARENT = 'b'.repeat(16);

// Parts of the OTLP/JSON encoding (opentelemetry-proto).
type Value = { readonly stringValue?: string; readonly intValue?: number };
type Attributes = readonly { readonly key: string; readonly value: Value }[];
interface Point {
  readonly attributes: Attributes;
  readonly asDouble: number;
}
interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
}
interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Attributes;
  readonly status: { readonly code: number; readonly message?: string };
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

function plain(attributes: Attributes): Record<string, string | number | undefined> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}

function bodies(endpoint: OtlpEndpoint, path: string) {
  return endpoint.received.filter((each) => each.path === path).map(({ body }) => JSON.parse(body));
}

function spansOf(endpoint: OtlpEndpoint): readonly Span[] {
  return bodies(endpoint, '/v1/traces').flatMap(({ resourceSpans: [{ scopeSpans }] }) => scopeSpans[0].spans);
}

/** Of each push `name{unit} type value label…`. */
function pushesOf(endpoint: OtlpEndpoint): readonly (readonly string[])[] {
  return bodies(endpoint, '/v1/metrics').map(({ resourceMetrics: [{ scopeMetrics }] }) =>
    scopeMetrics[0].metrics.flatMap(({ name, unit, gauge, sum }: Metric) => {
      const points = gauge?.dataPoints ?? sum?.dataPoints ?? [];
      const type = gauge === undefined ? `sum${sum?.isMonotonic ? ' monotonic' : ''}` : 'gauge';
      return points.map((point) =>
        [`${name}{${unit}}`, type, point.asDouble, ...Object.values(plain(point.attributes))].join(' '),
      );
    }),
  );
}

describe('a one-shot command', () => {
  test('joins the trace of its environment and hands it on', async () => {
    await using endpoint = await otlpEndpoint();
    const report = await runOtlpChild({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      TRACEPARENT: `00-${TRACE}-${PARENT}-01`,
      TRACESTATE: 'x=y',
      BAGGAGE: 'k=v',
    });
    const spans = spansOf(endpoint);
    const root = spans.find((span) => span.name === 'godrift.check');
    const go = spans.find((span) => span.name === 'go');
    expect(
      spans.map(({ name, kind, traceId, parentSpanId, attributes, status, links }) => ({
        ...{ name, kind, traceId, parentSpanId, status, attributes: plain(attributes) },
        links: links.map((link) => `${link.traceId}-${link.spanId}`),
      })),
    ).toEqual([
      {
        ...{
          name: 'go',
          kind: 3,
          traceId: TRACE,
          parentSpanId: root?.spanId,
          status: { code: 0 },
          attributes: {},
        },
        links: [`${'c'.repeat(32)}-${'d'.repeat(16)}`],
      },
      {
        ...{
          name: 'godrift.dimension.collect',
          kind: 1,
          traceId: TRACE,
          parentSpanId: root?.spanId,
          links: [],
        },
        ...{ status: { code: 2, message: 'go did not answer' }, attributes: { 'error.type': 'timeout' } },
      },
      {
        ...{
          name: 'godrift.dimension.collect',
          kind: 1,
          traceId: TRACE,
          parentSpanId: root?.spanId,
          links: [],
        },
        ...{ status: { code: 2 }, attributes: { 'error.type': 'TypeError' } },
      },
      {
        ...{ name: 'godrift.check', kind: 1, traceId: TRACE, parentSpanId: PARENT, links: [] },
        ...{ status: { code: 2, message: 'could not tell' }, attributes: { 'process.exit.code': 2 } },
      },
    ]);
    expect(report).toMatchObject({
      traceId: TRACE,
      active: { traceId: TRACE, spanId: go?.spanId, traceFlags: 1 },
      childEnv: {
        HOME: '/home',
        TRACEPARENT: `00-${TRACE}-${go?.spanId}-01`,
        TRACESTATE: 'x=y',
        BAGGAGE: 'k=v',
      },
      warnings: [],
      printed: '',
    });
  });

  test('pushes its gauges once, exactly, and no counters', async () => {
    await using endpoint = await otlpEndpoint();
    await runOtlpChild({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      OTEL_METRIC_EXPORT_INTERVAL: '20',
      LINGER_MS: '200',
    });
    expect(pushesOf(endpoint)).toEqual([
      [
        'godrift.fingerprint{} gauge 281474976710655 p modules',
        'godrift.change{1} gauge 0.5 gone modules',
        'godrift.change{1} gauge 0.05 p modules',
      ],
    ]);
  });

  test('says who it is, unless the environment says otherwise', async () => {
    await using endpoint = await otlpEndpoint();
    const resource = async (env: Record<string, string>) => {
      await runOtlpChild({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${endpoint.url}/v1/metrics`, ...env });
      return plain(bodies(endpoint, '/v1/metrics').at(-1).resourceMetrics[0].resource.attributes);
    };
    const own = {
      'service.name': 'godrift',
      'service.version': '0.1.0',
      'service.instance.id': 'host-1',
      'host.name': 'box',
    };
    expect(await resource({})).toMatchObject(own);
    expect(
      await resource({
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=ci,service.name=x,host.name=other',
        OTEL_SERVICE_NAME: 'mine',
      }),
    ).toMatchObject({
      ...own,
      'service.name': 'mine',
      'host.name': 'other',
      'deployment.environment.name': 'ci',
    });
    expect(endpoint.received.map(({ path }) => path)).toEqual(['/v1/metrics', '/v1/metrics']);
  });

  test('keeps the path of the general endpoint and takes the headers along', async () => {
    await using endpoint = await otlpEndpoint();
    await runOtlpChild({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint.url}/api/v1/otlp/`,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20abc',
    });
    expect(endpoint.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/api/v1/otlp/v1/metrics', 'Basic abc'],
    ]);
  });
});

test('a service pushes counters too, and forgets the gauges of a project that is gone', async () => {
  await using endpoint = await otlpEndpoint();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    LINGER_MS: '400',
  };
  await runOtlpChild(env, 'service');
  const pushes = pushesOf(endpoint);
  expect(pushes[0]).toContain('godrift.change{1} gauge 0.5 gone modules');
  expect(pushes.at(-1)).toEqual([
    'godrift.fingerprint{} gauge 281474976710655 p modules',
    'godrift.change{1} gauge 0.05 p modules',
    'godrift.drift.events{{event}} sum monotonic 2 p modules error',
    'godrift.telemetry.dropped{{item}} sum monotonic 0 traces',
    'godrift.telemetry.dropped{{item}} sum monotonic 0 metrics',
  ]);
});

describe.concurrent('an endpoint that cannot be used costs about 2 s, one line and no secret', () => {
  const SECRET = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=s3cret', OTEL_LOG_LEVEL: 'debug' };

  test.each([
    ['refuses', refusingEndpoint],
    ['is silent', silentEndpoint],
    ['answers by the byte', drippingEndpoint],
    ['is not reached', blackHole],
  ])('if it %s', { timeout: 30_000 }, async (_, start) => {
    await using endpoint = await start();
    const env = { ...SECRET, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url };
    const { exitMs, warnings, printed } = await runOtlpChild(env);
    const service = await runOtlpChild(env, 'service');
    expect(Math.max(exitMs, service.exitMs)).toBeLessThan(4_000);
    expect([warnings, service.warnings]).toEqual([
      [expect.stringMatching(/^telemetry could not be sent[^\n]*$/)],
      [expect.stringMatching(/^telemetry could not be sent[^\n]*$/)],
    ]);
    expect(`${warnings}${printed}${service.printed}`).not.toContain('s3cret');
    expect(printed).toBe('');
  });

  test('if it answers with an error that repeats what it got', async () => {
    await using endpoint = await otlpEndpoint((response) => {
      response.statusCode = 401;
      response.statusMessage = 'authorization=s3cret';
      response.end('authorization=s3cret');
    });
    const { warnings, printed } = await runOtlpChild({
      ...SECRET,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
    });
    expect([warnings.length, printed]).toEqual([1, '']);
    expect(warnings[0]).toMatch(/^telemetry could not be sent(: HTTP 401)?$/);
  });

  test('if it is no URL of HTTP', async () => {
    const { warnings, printed } = await runOtlpChild({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'u:s3cret@collector:4318',
    });
    expect([warnings, printed]).toEqual([
      ['telemetry: the value of OTEL_EXPORTER_OTLP_ENDPOINT is not an http:// or https:// URL'],
      '',
    ]);
  });

  test('if its certificate file is not there', async () => {
    const { warnings, exitMs } = await runOtlpChild({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem',
    });
    expect(warnings).toEqual([expect.stringMatching(/^telemetry could not be sent/)]);
    expect(exitMs).toBeLessThan(4_000);
  });
});
