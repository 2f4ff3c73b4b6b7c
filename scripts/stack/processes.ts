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
  let [ended, stopping, ready] = [false, false, false];
  const end = child.then(({ exitCode, signal }) => {
    ended = true;
    log.end();
    if (ready && !stopping)
      process.stderr.write(`${options.name} ended by itself (${signal ?? exitCode}):\n${tail}\n`);
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    await end;
  };
  for (const deadline = Date.now() + READY_WITHIN_MS; ; ) {
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`${options.name} ${ended ? 'ended' : 'was not ready in time'}:\n${tail}`);
    }
    ready = await fetch(`${options.readyUrl ?? options.url}${options.readyPath}`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return { name: options.name, url: options.url, logFile, stop };
    await sleep(100);
  }
}

/** Below what the kernel gives to connections that go out: none of them may take a port before its server does. */
const [FIRST_PORT, LAST_PORT] = [15_000, 32_000];
const given = new Set<number>();

/** A port of the loopback interface that nobody listens on: the wanted one, else any; never the same twice. */
export async function freePort(wanted = 0): Promise<number> {
  const port = wanted === 0 ? FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT)) : wanted;
  if (given.has(port)) return freePort();
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  if (!isFree) return freePort();
  given.add(port);
  return port;
}
