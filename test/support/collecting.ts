import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startCli } from './run-cli.ts';

export interface Collecting {
  readonly child: ReturnType<typeof startCli>;
  /** The text of /metrics as soon as it has this; without, as it is. */
  readonly metrics: (wanted?: RegExp) => Promise<string>;
  /** As soon as it has no such thing any more. */
  readonly metricsWithout: (unwanted: RegExp) => Promise<string>;
  /** What it has logged, as soon as it has this. */
  readonly logged: (wanted: RegExp) => Promise<string>;
}

/** Starts `godrift collect` on a free port. */
export async function startCollecting(
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  /** A command that runs it. */
  within?: readonly string[],
  /** What to run instead of the source. */
  program?: readonly string[],
): Promise<Collecting> {
  const port = await freePort();
  const child = startCli(['collect', ...args, '--listen', `127.0.0.1:${port}`], cwd, env, within, program);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const read = () =>
    fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } }).then(
      (response) => response.text(),
      () => '',
    );
  return {
    child,
    metrics: (wanted = /./) => until(read, (text) => wanted.test(text), `metrics never had ${wanted}`),
    metricsWithout: (unwanted) =>
      until(read, (text) => text !== '' && !unwanted.test(text), `metrics always had ${unwanted}`),
    logged: (wanted) =>
      until(
        () => Promise.resolve(log),
        (text) => wanted.test(text),
        `the log never had ${wanted}`,
      ),
  };
}

async function until(
  read: () => Promise<string>,
  isWanted: (text: string) => boolean,
  problem: string,
): Promise<string> {
  let text = '';
  for (let tries = 0; tries < 1_200; tries++) {
    text = await read();
    if (isWanted(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${problem}; at last: ${text.slice(0, 4_000)}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
