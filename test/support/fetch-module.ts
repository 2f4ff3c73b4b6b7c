import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { tempProject } from './run-cli.ts';

/** A writable copy of a module of the Go module proxy. */
export function fetchModule(module: string, env: Record<string, string>): string {
  const { Dir } = JSON.parse(
    execFileSync('go', ['mod', 'download', '-json', module], { cwd: tempProject(), env, encoding: 'utf8' }),
  ) as { Dir: string };
  const dir = join(tempProject(), 'module');
  execFileSync('cp', ['-R', Dir, dir]);
  execFileSync('chmod', ['-R', 'u+w', dir]);
  return dir;
}
