import { setTimeout } from 'node:timers/promises';
import { sample } from '../../src/contract/sample.ts';
import { CollectError } from '../../src/domain/errors.ts';
import { startTelemetry } from '../../src/telemetry/otel.ts';

/** One run with telemetry, ended by an empty event loop; its last line tells what happened, as JSON. */
const mode = process.argv[2] === 'service' ? 'service' : 'oneshot';
const labels = { project: 'p', dimension: 'modules' };
const warnings: string[] = [];
let pushes = 0;
const telemetry = await startTelemetry({
  env: process.env,
  mode,
  version: '0.1.0',
  instanceId: 'host-1',
  hostName: 'box',
  // In the second push, a project is gone.
  samples: () => [
    ...(pushes++ === 0 ? [sample('godrift.change', 0.5, { ...labels, project: 'gone' })] : []),
    sample('godrift.fingerprint', 2 ** 48 - 1, labels),
    sample('godrift.change', 0.05, labels),
    sample('godrift.drift.events', 2, { ...labels, severity: 'error' }),
  ],
  warn: (line) => warnings.push(line),
});

const linked = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), traceFlags: 1 };
let childEnv: Record<string, string> = {};
let active = telemetry.activeSpan();
await telemetry.span('godrift.check', {}, async (root) => {
  root.setAttributes({ 'process.exit.code': 2 });
  root.setError('could not tell');
  await telemetry.span('go', { kind: 'client', links: [linked] }, async () => {
    childEnv = telemetry.injectEnv({ HOME: '/home' });
    active = telemetry.activeSpan();
  });
  for (const error of [new CollectError('timeout', 'go did not answer'), new TypeError('a secret')]) {
    const failing = telemetry.span('godrift.dimension.collect', {}, () => Promise.reject(error));
    await failing.catch(() => {});
  }
});
if (process.env.LINGER_MS !== undefined) await setTimeout(Number(process.env.LINGER_MS));

const start = performance.now();
await telemetry.shutdown();
process.on('exit', () => {
  const exitMs = performance.now() - start;
  console.log(JSON.stringify({ traceId: telemetry.traceId, active, childEnv, exitMs, warnings }));
});
