import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { JOBS } from './jobs.ts';
import { createMeter, type Meter } from './worker-control.ts';
import type { JobMessage, ResultMessage, WorkerOptions } from './worker-message.ts';

const LOWEST_PRIORITY = 19;

const { control, bytesPerSecond, lowPriority } = workerData as WorkerOptions;
const meter = createMeter(control, bytesPerSecond);
// Of this thread alone: elsewhere it would be the whole process's.
if (lowPriority && process.platform === 'linux') setPriority(0, LOWEST_PRIORITY);

parentPort?.on('message', async ({ id, kind, input }: JobMessage) => {
  const result = await answer(id, JOBS[kind] as Job, input);
  parentPort?.postMessage(result, handedOver(result));
});

type Job = (input: unknown, meter: Meter) => unknown;

async function answer(id: number, job: Job, input: unknown): Promise<ResultMessage> {
  try {
    return { id, output: await job(input, meter) };
  } catch (error) {
    return { id, error };
  }
}

/** A shard's rows are moved to the other thread: a copy of each would be garbage here. */
function handedOver(result: ResultMessage): readonly ArrayBuffer[] {
  const { rows } = ('output' in result ? result.output : {}) as { readonly rows?: Uint8Array };
  return rows?.buffer instanceof ArrayBuffer ? [rows.buffer] : [];
}
