import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOf, type BuildBench, GREETINGS } from '../../scripts/integrity/build-rows.ts';
import { envOf } from '../../scripts/integrity/build-table.ts';
import { runCli, tempProject } from '../support/run-cli.ts';

/** A copy of the real cache, and godrift's own state. */
export function copyOfCache(origin: BuildBench, more: Readonly<Record<string, string>> = {}) {
  const home = tempProject();
  const bench = { ...origin, gocache: join(home, '.cache/go-build') };
  cpSync(origin.gocache, bench.gocache, { recursive: true, preserveTimestamps: true });
  const { GOCACHE: _, GOENV: __, ...rest } = envOf(bench);
  const env = { ...rest, HOME: home, GODRIFT_STATE_DIR: join(home, 'state'), ...more };
  const verify = async (...args: string[]) => {
    const { stdout, exitCode } = await runCli(['cache', 'verify', '--build', '--json', ...args], home, env);
    return { exitCode, build: JSON.parse(stdout).build };
  };
  const flip = () => {
    const { path, content } = archiveOf(bench, GREETINGS[0]);
    writeFileSync(path, content.replaceAll(GREETINGS[0], GREETINGS[0].toUpperCase()), 'latin1');
    return path;
  };
  return { ...bench, home, env, verify, flip };
}
