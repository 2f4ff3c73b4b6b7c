import { expect, test } from 'vitest';
import { noTelemetry } from '../../src/telemetry/no-telemetry.ts';
import { telemetryWanted } from '../../src/telemetry/telemetry-wanted.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' };

test.each([
  [{}, false],
  [ENDPOINT, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://localhost:4318/v1/traces' }, true],
  [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://localhost:4318/v1/metrics' }, true],
  [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://localhost:4318/v1/logs' }, false],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, false],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'false' }, true],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, true],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'None' }, false],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'otlp' }, true],
])('%o wants telemetry: %s', (env, expected) => {
  expect(telemetryWanted(env)).toBe(expected);
});

test('without telemetry, spans run what they are given and environments stay as they are', async () => {
  const result = await noTelemetry.span('godrift.check', {}, async (span) => {
    span.setAttributes({ 'godrift.entries': 1 });
    span.setError('x');
    return 42;
  });
  expect([
    result,
    noTelemetry.traceId,
    noTelemetry.activeSpan(),
    noTelemetry.injectEnv({ HOME: '/h' }),
  ]).toEqual([42, null, null, { HOME: '/h' }]);
  await noTelemetry.shutdown();
});
