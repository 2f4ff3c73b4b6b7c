import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { collectGarbage } from '../../../src/rollback/cache/collect-garbage.ts';
import { createGeneration } from '../../../src/rollback/cache/create-generation.ts';
import { planRollbackCache } from '../../../src/rollback/cache/plan-rollback-cache.ts';
import { planRotate } from '../../../src/rollback/cache/plan-rotate.ts';
import { readGenerations } from '../../../src/rollback/cache/read-generations.ts';
import { applyStep, type Step } from '../../../src/rollback/step.ts';
import { tempProject } from '../../support/run-cli.ts';

export const GO = { version: 'go1.26.8', goos: 'linux', goarch: 'amd64' };
const HOUR_MS = 3_600_000;

/**
 * A /proc of this test's own processes: a `go` of another test may have its GOCACHE from an env file, and counts for every cache.
 */
function ownProcesses(): string {
  const dir = tempProject();
  const parentOf = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, /\) \S (\d+)/.exec(textOf(`/proc/${pid}/stat`))?.[1] ?? '']),
  );
  const isOwn = (pid: string | undefined): boolean =>
    pid === String(process.pid) || (pid !== undefined && pid !== '' && isOwn(parentOf.get(pid)));
  for (const pid of parentOf.keys()) if (isOwn(pid)) symlinkSync(`/proc/${pid}`, join(dir, pid));
  return dir;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A user of Go of its own: HOME, env file, default GOCACHE, generations; none of the machine's settings. */
export function goLab(more: Readonly<Record<string, string>> = {}) {
  const home = tempProject();
  const stateDir = join(home, 'state');
  const cacheRoot = join(home, '.cache/godrift-gocache');
  const goEnvFile = join(home, '.config/go/env');
  const warnings: string[] = [];
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GOTOOLCHAIN: 'local',
    ...more,
  };
  const where = {
    env,
    home,
    platform: process.platform,
    cacheRoot,
    onDamaged: (message: string) => warnings.push(message),
  };
  mkdirSync(join(home, '.config/go'), { recursive: true });
  const read = () => readGenerations(where);
  return {
    home,
    stateDir,
    cacheRoot,
    goEnvFile,
    env,
    warnings,
    read,
    defaultRoot: join(home, '.cache/go-build'),
    rotate: async (now = Date.now()) => {
      const plan = planRotate(await read(), now, GO);
      createGeneration(plan.generation);
      await apply(plan.steps);
      return plan;
    },
    rollBack: async (now = Date.now()) => {
      const plan = planRollbackCache(await read(), now);
      await apply(plan.steps);
      return plan;
    },
    /** As if it ran two hours later. */
    collect: (options: { keep?: number; minAgeMs?: number; now?: number; procDir?: string } = {}) =>
      collectGarbage({
        ...where,
        stateDir,
        now: Date.now() + 2 * HOUR_MS,
        minAgeMs: HOUR_MS,
        keep: 0,
        procDir: ownProcesses(),
        ...options,
      }),
    go: (args: readonly string[], cwd: string, extra: Readonly<Record<string, string>> = {}) =>
      execa('go', args, { cwd, env: { ...env, ...extra }, extendEnv: false, all: true }),
  };
}

export async function apply(steps: readonly Step[]): Promise<void> {
  for (const step of steps) await applyStep(step);
}

/**
 * A module of libraries, each importing the one before; and a -toolexec program that holds the compiler of one package up
 * until it is let go, so that a build can be met half way.
 */
export function slowModule(packages: number, heldUp: number) {
  const dir = tempProject({ 'go.mod': 'module slow.test\n\ngo 1.21\n' });
  for (let n = 0; n < packages; n += 1) {
    const below =
      n === 0 ? { line: '', value: '0' } : { line: `import "slow.test/p${n - 1}"\n`, value: `p${n - 1}.N` };
    mkdirSync(join(dir, `p${n}`));
    writeFileSync(join(dir, `p${n}/p.go`), `package p${n}\n\n${below.line}\nconst N = ${below.value} + 1\n`);
  }
  const control = tempProject();
  const [arrived, goOn, toolexec] = ['arrived', 'go-on', 'toolexec'].map((name) => join(control, name));
  if (arrived === undefined || goOn === undefined || toolexec === undefined) throw new Error('unreachable');
  writeFileSync(
    toolexec,
    `#!/bin/sh
case " $* " in
*" -p slow.test/p${heldUp} "*) : >'${arrived}'; while [ ! -e '${goOn}' ]; do sleep 0.02; done ;;
esac
exec "$@"
`,
    { mode: 0o755 },
  );
  const letGo = () => writeFileSync(goOn, '');
  onTestFinished(letGo);
  return { dir, arrived, letGo, build: ['build', `-toolexec=${toolexec}`, '-v', './...'] };
}
