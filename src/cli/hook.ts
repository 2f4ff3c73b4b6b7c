import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputError } from '../domain/errors.ts';
import { type HookOptions, hookId, renderHook, SHELLS, type Shell } from '../shell/render-hook.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { STATE_FILE_MODE } from '../store/state-dir.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

/** Prints the shell code for `eval` (fish: `source`), and leaves it where running shells look for a newer one. */
export async function hook(session: Session, [name = '']: readonly string[]): Promise<number> {
  const shell = SHELLS.find((one) => one === name);
  if (shell === undefined)
    throw inputError(`no such shell: ${JSON.stringify(name)} (there are ${SHELLS.join(', ')})`);
  const options = { stateDir: session.stateDir, version: VERSION };
  // A shell that cannot leave its code starts all the same: it only does without hot reload.
  await publishHook(shell, options).catch(() => undefined);
  session.terminal.print(renderHook(shell, options));
  return 0;
}

/** `env/.hook.SHELL` and, after it, the marker `env/.hook.SHELL.ID` in place of the older ones. */
async function publishHook(shell: Shell, options: HookOptions): Promise<void> {
  const dir = join(options.stateDir, 'env');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const marker = `.hook.${shell}.${hookId(shell, options)}`;
  const names = await readdir(dir);
  await Promise.all(names.filter(isLeftOver).map((name) => rm(join(dir, name), { force: true })));
  if (names.includes(marker) && (await isFile(join(dir, `.hook.${shell}`)))) return;
  await writeAtomic(join(dir, `.hook.${shell}`), renderHook(shell, options), { mode: STATE_FILE_MODE });
  await writeFile(join(dir, marker), '', { mode: STATE_FILE_MODE });
  const older = names.filter((name) => name.startsWith(`.hook.${shell}.`) && name !== marker);
  await Promise.all(older.map((name) => rm(join(dir, name), { force: true })));
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The list of names through which bash reads its own variables: its shell has ended. */
function isLeftOver(name: string): boolean {
  const pid = /^\.names\.(\d+)$/.exec(name)?.[1];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
