import { fstatSync, writeSync } from 'node:fs';
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command prints. Results go to stdout, everything else to stderr. */
export interface Terminal {
  readonly print: (text: string) => void;
  readonly warn: (line: string) => void;
  /** Replaces one line on stderr, where that is a terminal; '' takes it away. */
  readonly progress: (line: string) => void;
  /** Of stdout. */
  readonly colors: Colors;
  /** Width of stdout; without end where it is no terminal. */
  readonly columns: () => number;
}

const STDOUT = 1;
const STDERR = 2;

export function processTerminal(): Terminal {
  return {
    print: (text) => write(STDOUT, text),
    warn: (line) => write(STDERR, `${pc.createColors(wantsColor(STDERR)).yellow('godrift:')} ${line}\n`),
    progress: (line) => {
      if (isTerminal(STDERR)) write(STDERR, `\r\x1b[K${line}`);
    },
    colors: pc.createColors(wantsColor(STDOUT)),
    columns: () => (isTerminal(STDOUT) && process.stdout.columns) || Number.POSITIVE_INFINITY,
  };
}

/**
 * Straight to the descriptor: building `process.stdout` takes milliseconds that most runs can do without. What a
 * non-blocking pipe does not take at once goes through the stream, which waits.
 */
function write(descriptor: typeof STDOUT | typeof STDERR, text: string): void {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0 && !queued.has(descriptor)) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EPIPE') return;
    if (code !== 'EAGAIN') throw cause;
    queued.add(descriptor);
    ignoreBrokenPipe(streamOf(descriptor));
  }
  if (rest.length > 0) streamOf(descriptor).write(rest);
}

/** Descriptors that were once busy: everything later goes through their streams, in order. */
const queued = new Set<number>();

function streamOf(descriptor: typeof STDOUT | typeof STDERR): NodeJS.WriteStream {
  return descriptor === STDOUT ? process.stdout : process.stderr;
}

/** A reader that goes away early (`godrift … | head`) is no error. */
export function ignoreBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** FORCE_COLOR, then NO_COLOR (no-color.org), then whether it is a terminal. */
function wantsColor(descriptor: number): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = process.env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return term !== 'dumb' && isTerminal(descriptor);
}

/** Loading `node:tty` takes milliseconds: a pipe or a file needs no closer look. */
function isTerminal(descriptor: number): boolean {
  try {
    return (
      (process.platform === 'win32' || fstatSync(descriptor).isCharacterDevice()) &&
      process.getBuiltinModule('node:tty').isatty(descriptor)
    );
  } catch {
    return false;
  }
}
