import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JobInput, JobKind, JobOutput } from './jobs.ts';
import { cancel, createControl, type Progress, progressOf } from './worker-control.ts';
import { workerEntry } from './worker-entry.ts';
import type { JobMessage, ResultMessage, WorkerOptions } from './worker-message.ts';

export interface PoolOptions {
  /** Default: one a core. */
  readonly workers?: number;
  /** What all workers together read at most; default: no limit. */
  readonly bytesPerSecond?: number | undefined;
  readonly lowPriority?: boolean;
  /** Ends every job: `run` rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface WorkerPool {
  /** Jobs start in the order of the calls. Rejects with what the job threw, or the signal's reason. */
  readonly run: <Kind extends JobKind>(kind: Kind, input: JobInput<Kind>) => Promise<JobOutput<Kind>>;
  /** What was read so far. */
  readonly progress: () => Progress;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly message: JobMessage;
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

/** One job runs, the other is there when it ends. */
const JOBS_AHEAD = 2;
/** A hashing worker holds buffers, no objects: without a limit V8 lets garbage grow. */
const YOUNG_GENERATION_MB = 4;

/** Worker threads that read and hash files. They start with the first jobs; `close` must follow. */
export function createWorkerPool(options: PoolOptions = {}): WorkerPool {
  const { workers: size = availableParallelism(), bytesPerSecond, lowPriority = false, signal } = options;
  const control = createControl();
  const queue: Waiting[] = [];
  const workers: { readonly thread: Worker; readonly jobs: Map<number, Waiting> }[] = [];
  let nextId = 0;

  function dispatch(): void {
    while (queue.length > 0) {
      const idle = workers
        .filter(({ jobs }) => jobs.size < JOBS_AHEAD)
        .sort((a, b) => a.jobs.size - b.jobs.size)[0];
      const worker = (idle === undefined || idle.jobs.size > 0) && workers.length < size ? start() : idle;
      const job = worker === undefined ? undefined : queue.shift();
      if (worker === undefined || job === undefined) return;
      worker.jobs.set(job.message.id, job);
      worker.thread.postMessage(job.message);
    }
  }

  function start(): (typeof workers)[number] {
    const { source, eval: isCode } = workerEntry();
    const workerData: WorkerOptions = {
      control,
      bytesPerSecond: bytesPerSecond === undefined ? null : bytesPerSecond / size,
      lowPriority,
    };
    const thread = new Worker(source, {
      eval: isCode,
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const worker = { thread, jobs: new Map<number, Waiting>() };
    workers.push(worker);
    thread.on('message', (result: ResultMessage) => {
      const job = worker.jobs.get(result.id);
      worker.jobs.delete(result.id);
      if ('error' in result) job?.reject(signal?.aborted === true ? signal.reason : result.error);
      else job?.resolve(result.output as never);
      dispatch();
    });
    thread.on('error', (error) => {
      workers.splice(workers.indexOf(worker), 1);
      for (const job of worker.jobs.values()) job.reject(error);
      dispatch();
    });
    return worker;
  }

  function abort(): void {
    cancel(control);
    for (const job of queue.splice(0)) job.reject(signal?.reason);
  }
  signal?.addEventListener('abort', abort, { once: true });

  return {
    run: (kind, input) => {
      signal?.throwIfAborted();
      return new Promise((resolve, reject) => {
        queue.push({ message: { id: nextId++, kind, input }, resolve, reject });
        dispatch();
      });
    },
    progress: () => progressOf(control),
    close: async () => {
      signal?.removeEventListener('abort', abort);
      cancel(control);
      await Promise.all(workers.map(({ thread }) => thread.terminate()));
    },
  };
}
