import { InputError } from '../domain/errors.ts';
import { INTERRUPTED, journalNames } from '../rollback/interrupted.ts';
import { StoreError } from '../store/store-error.ts';
import { check } from './check.ts';
import type { CommandOptions } from './command-options.ts';
import { loadMessages } from './messages/load-messages.ts';
import { parseCheckLine } from './quick-check.ts';
import { createSession, type RunCommand } from './session.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** Runs one command line (without the executable's name); returns the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const run = (command: RunCommand, args: readonly string[], options: CommandOptions) => {
    const session = createSession(terminal, options);
    if (!argv.includes('recover') && journalNames(session.stateDir).length > 0) terminal.warn(INTERRUPTED);
    return command(session, args, options);
  };
  try {
    const line = parseCheckLine(argv);
    if (line !== null) return await run(check, line.dirs, line.options);
    return await (await import('./program.ts')).runProgram(argv, run);
  } catch (cause) {
    return report(cause, terminal, (await loadMessages(process.env)).check.advice);
  }
}

function report(cause: unknown, terminal: Terminal, translated: (text: string) => string): number {
  if (cause instanceof InputError)
    for (const line of cause.message.split('\n')) terminal.warn(translated(line));
  else if (cause instanceof StoreError) terminal.warn(translated(cause.message));
  else
    terminal.warn(
      `unexpected: ${cause instanceof Error ? cause.message : String(cause)} (this is a bug in godrift)`,
    );
  if (process.env.GODRIFT_DEBUG === '1' && cause instanceof Error) terminal.warn(cause.stack ?? '');
  return 2;
}
