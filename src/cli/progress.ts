import type { Terminal } from './terminal.ts';

const AFTER_MS = 1_000;

/** Says on a terminal, once a second, that something is under way for so long; nothing within the first second. */
export async function withProgress<T>(
  terminal: Terminal,
  what: string | (() => string),
  run: () => Promise<T>,
): Promise<T> {
  const begin = Date.now();
  const timer = setInterval(() => {
    terminal.progress(
      `${typeof what === 'string' ? what : what()}: ${Math.round((Date.now() - begin) / 1_000)} s`,
    );
  }, AFTER_MS);
  try {
    return await run();
  } finally {
    clearInterval(timer);
    terminal.progress('');
  }
}
