import { setTimeout as sleep } from 'node:timers/promises';
import { startTelemetry } from '../../src/telemetry/otel.ts';

/** A service that is traced without a pause; tells how it is whenever it is asked by a line, until its stdin ends. */
const BATCH = 100;

const telemetry = await startTelemetry({
  env: process.env,
  mode: 'service',
  version: '0.1.0',
  instanceId: 'host-1',
  hostName: 'box',
  samples: () => [],
  warn: () => {},
});

let spans = 0;
let ended = false;
process.stdin.on('data', () => {
  globalThis.gc?.();
  const dropped = Object.fromEntries(telemetry.samples().map(({ labels, value }) => [labels.signal, value]));
  console.log(JSON.stringify({ spans, dropped, heapBytes: process.memoryUsage().heapUsed }));
});
process.stdin.on('end', () => {
  ended = true;
});
while (!ended) {
  for (let i = 0; i < BATCH; i++)
    await telemetry.span('go', { attributes: { 'process.exit.code': i } }, async () => {});
  spans += BATCH;
  await sleep(10);
}
await telemetry.shutdown();
