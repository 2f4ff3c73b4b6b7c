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
  parentPort?.postMessage(await answer(id, JOBS[kind] as Job, input));
});

type Job = (input: unknown, meter: Meter) => unknown;

async function answer(id: number, job: Job, input: unknown): Promise<ResultMessage> {
  try {
    return { id, output: await job(input, meter) };
  } catch (error) {
    return { id, error };
  }
}
