import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const VERSION = '2026.9.15';
const PACKAGE = `@jdxcode/mise-${process.platform}-${process.arch}`;

/** The real mise, from its npm package, which ships the executable. Installed once, outside of the repository. */
export function miseExecutable(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const dir = join(cache, 'godrift', `mise-${VERSION}`);
  const executable = join(dir, 'node_modules', PACKAGE, 'bin', 'mise');
  if (existsSync(executable)) return executable;
  const fresh = `${dir}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  execFileSync('npm', ['install', '--no-save', '--prefix', fresh, `${PACKAGE}@${VERSION}`], {
    stdio: 'pipe',
  });
  mkdirSync(dirname(dir), { recursive: true });
  try {
    renameSync(fresh, dir);
  } catch {
    // Another test was first.
    rmSync(fresh, { recursive: true, force: true });
  }
  return executable;
}
