import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fault, faultyEndpoint } from './faulty-endpoint.ts';

interface Told {
  readonly spans: number;
  readonly dropped: { readonly traces: number; readonly metrics: number };
  readonly heapBytes: number;
}

/** Its own time-outs are as short as its queue is long: seconds stand for minutes. */
const QUICK = {
  OTEL_BSP_SCHEDULE_DELAY: '50',
  OTEL_BSP_EXPORT_TIMEOUT: '1000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '500',
  OTEL_METRIC_EXPORT_INTERVAL: '200',
  OTEL_METRIC_EXPORT_TIMEOUT: '200',
};
const MEGABYTE = 1024 * 1024;

function startService(endpoint: string) {
  const script = new URL('otlp-service-child.ts', import.meta.url).pathname;
  const env = { ...QUICK, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const child = spawn(process.execPath, ['--no-warnings', '--expose-gc', script], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8');
  const ask = async (): Promise<Told> => {
    child.stdin.write('\n');
    const [line] = await once(child.stdout, 'data');
    return JSON.parse(line);
  };
  const end = async (): Promise<number | null> => {
    child.stdin.end();
    const [code] = await once(child, 'exit');
    return code;
  };
  return { ask, end };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(`never: ${what}`);
}

describe('an endpoint that fails for a while', () => {
  test.each<Fault>(['refused', 'silent', 'drip-feeding', 429, 500])(
    '%s: nothing waits, memory stays, what is lost is counted, and it goes on by itself',
    async (fault) => {
      await using endpoint = await faultyEndpoint();
      const service = startService(endpoint.url);
      await until('a first push', () => new Set(endpoint.accepted).size === 2);
      const before = await service.ask();

      await endpoint.become(fault);
      await until('both are lost', async () => {
        const { dropped } = await service.ask();
        return dropped.traces > before.dropped.traces && dropped.metrics > before.dropped.metrics;
      });
      const early = await service.ask();
      await sleep(4_000);
      const late = await service.ask();
      // Each span is about 1 KiB: kept, they would be more.
      expect(late.spans - early.spans).toBeGreaterThan(10_000);
      expect(late.dropped.traces).toBeGreaterThan(early.dropped.traces);
      expect((late.heapBytes - early.heapBytes) / MEGABYTE).toBeLessThan(8);
      expect(late.spans).toBeGreaterThanOrEqual(late.dropped.traces);

      await endpoint.become('none');
      const taken = endpoint.accepted.length;
      await until('both are sent again', () => new Set(endpoint.accepted.slice(taken)).size === 2);
      await until('what was lost is exported', () =>
        endpoint.bodies.slice(taken).some((body) => body.includes('"godrift.telemetry.dropped"')),
      );
      const { dropped } = await service.ask();
      await sleep(500);
      // One batch that was under way may still fail.
      expect((await service.ask()).dropped.metrics - dropped.metrics).toBeLessThanOrEqual(10);
      expect(await service.end()).toBe(0);
    },
    60_000,
  );
});
