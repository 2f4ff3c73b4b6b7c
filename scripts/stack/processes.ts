import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A running server: where it answers and how to end it. */
export interface Running {
  readonly name: string;
  readonly url: string;
  /** Its output, for who looks into a failure. */
  readonly logFile: string;
  /** SIGTERM, then SIGKILL after 5 s; resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where the log goes. */
  readonly dir: string;
  readonly url: string;
  /** Answers 2xx when the server is ready. */
  readonly readyPath: string;
  /** Default: `url`. */
  readonly readyUrl?: string;
}

const READY_WITHIN_MS = 60_000;

/** Starts a server and waits until it is ready. Throws with the end of its log where it does not become so. */
export async function startServerProcess(options: StartOptions): Promise<Running> {
  mkdirSync(options.dir, { recursive: true });
  const logFile = join(options.dir, `${options.name}.log`);
  const log = createWriteStream(logFile);
  let tail = '';
  const child = execa(options.file, [...options.args], {
    env: { ...options.env },
    stdin: 'ignore',
    buffer: false,
    all: true,
    reject: false,
    forceKillAfterDelay: 5_000,
  });
  child.all.on('data', (chunk: Buffer) => {
    log.write(chunk);
    tail = (tail + chunk.toString()).slice(-2_000);
  });
  let ended = false;
  const end = child.then(() => {
    ended = true;
    log.end();
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await end;
  };
  for (const deadline = Date.now() + READY_WITHIN_MS; ; ) {
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`${options.name} ${ended ? 'ended' : 'was not ready in time'}:\n${tail}`);
    }
    const ready = await fetch(`${options.readyUrl ?? options.url}${options.readyPath}`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return { name: options.name, url: options.url, logFile, stop };
    await sleep(100);
  }
}

/** A port of the loopback interface that nobody listens on: the wanted one, else any. */
export async function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => (wanted === 0 ? reject(new Error('no free port')) : resolve(freePort())));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
