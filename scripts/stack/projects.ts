import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const cli = join(import.meta.dirname, '../../src/main.ts');

/** A real Go project that godrift watches, and what can happen to it. */
export interface LivingProject {
  readonly dir: string;
  readonly deploy: (id: string) => Promise<void>;
  /** Another declared Go, another module, a missing variable: real drift on the disk. */
  readonly drift: () => void;
  readonly restore: () => void;
}

/** The environment of everything that is started here: hermetic, with the machine's caches. */
export function goEnvironment(stateDir: string): Record<string, string> {
  const [GOMODCACHE = '', GOCACHE = ''] = execFileSync('go', ['env', 'GOMODCACHE', 'GOCACHE'], {
    encoding: 'utf8',
  }).split('\n');
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '/',
    GOMODCACHE,
    GOCACHE,
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOPROXY: 'off',
    GODRIFT_STATE_DIR: stateDir,
  };
}

export function localGoVersion(): string {
  return execFileSync('go', ['env', 'GOVERSION'], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  })
    .trim()
    .replace(/^go/, '');
}

/** Writes a module with one dependency in its own tree, in sync with what it declares. */
export function createProject(
  dir: string,
  name: string,
  env: Readonly<Record<string, string>>,
): LivingProject {
  const version = localGoVersion();
  const [major, minor] = version.split('.');
  mkdirSync(join(dir, 'greet'), { recursive: true });
  const goMod = [
    `module example.com/${name}`,
    '',
    `go ${major}.${minor}`,
    '',
    'require example.com/greet v1.1.0',
    '',
    'replace example.com/greet => ./greet',
    '',
  ].join('\n');
  const restore = () => {
    writeFileSync(join(dir, 'go.mod'), goMod);
    writeFileSync(join(dir, '.go-version'), `${version}\n`);
    writeFileSync(join(dir, 'godrift.yaml'), `project: ${name}\n`);
  };
  writeFileSync(join(dir, 'greet/go.mod'), `module example.com/greet\n\ngo ${major}.${minor}\n`);
  writeFileSync(join(dir, 'greet/greet.go'), 'package greet\n\nfunc Hello() string { return "hello" }\n');
  restore();
  return {
    dir,
    deploy: async (id) => {
      await execa(process.execPath, [cli, '--project', dir, 'baseline', 'record', '--deployment', id], {
        env: { ...env },
        extendEnv: false,
      });
    },
    drift: () => {
      writeFileSync(join(dir, 'go.mod'), goMod.replace('greet v1.1.0', 'greet v1.2.0'));
      writeFileSync(join(dir, '.go-version'), `${major}.${Number(minor) - 1}.1\n`);
      writeFileSync(join(dir, 'godrift.yaml'), `project: ${name}\nenv:\n  required: [DEPLOY_REGION]\n`);
    },
    restore,
  };
}

export function removeProject({ dir }: LivingProject): void {
  rmSync(dir, { recursive: true, force: true });
}
