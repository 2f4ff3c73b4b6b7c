import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lastingDirectory } from '../support/lasting-directory.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const GOROOT = execFileSync('go', ['env', 'GOROOT'], {
  encoding: 'utf8',
  env: { ...process.env, GOTOOLCHAIN: 'local' },
}).trim();

/** Real modules as their authors publish them: plain, with programs, with embedded files, with cgo. */
const MODULES = {
  bbolt: 'go.etcd.io/bbolt@v1.4.3',
  cobra: 'github.com/spf13/cobra@v1.10.1',
  sqlite3: 'github.com/mattn/go-sqlite3@v1.14.32',
} as const;
type Name = keyof typeof MODULES;

const root = lastingDirectory();
const home = join(root, 'home');
const GOMODCACHE = join(root, 'mod');
const modules = new Map<Name, string>();

const environment: Record<string, string> = {
  PATH: `${GOROOT}/bin:${dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: home,
  GOMODCACHE,
  GOTOOLCHAIN: 'local',
  GODRIFT_STATE_DIR: join(home, 'state'),
};

beforeAll(() => {
  mkdirSync(home);
  // The proxy that this machine uses, and nothing else of its settings.
  const GOPROXY = execFileSync('go', ['env', 'GOPROXY'], { encoding: 'utf8' }).trim();
  const GONOSUMDB = execFileSync('go', ['env', 'GONOSUMDB'], { encoding: 'utf8' }).trim();
  const env = { ...process.env, ...environment, GOPROXY, GONOSUMDB, GOFLAGS: '-modcacherw' };
  for (const [name, module] of Object.entries(MODULES)) {
    const { Dir } = JSON.parse(
      execFileSync('go', ['mod', 'download', '-json', module], { cwd: root, env, encoding: 'utf8' }),
    ) as { Dir: string };
    const dir = join(root, 'src', name);
    cpSync(Dir, dir, { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', dir]);
    execFileSync('go', ['mod', 'download'], { cwd: dir, env });
    modules.set(name as Name, dir);
  }
  execFileSync('chmod', ['-R', 'a+rwX', root]);
  for (let dir = root; dir !== '/tmp' && dir !== '/'; dir = dirname(dir)) chmodSync(dir, 0o755);
}, 600_000);

function copy(name: Name, as: string): string {
  const dir = join(root, `${as}-${name}`);
  cpSync(modules.get(name) ?? '', dir, { recursive: true });
  return dir;
}

interface Tree {
  readonly title: string;
  readonly prepare: () => string;
  readonly more?: Readonly<Record<string, string>>;
}

const hasCompiler = spawnSync('gcc', ['--version']).status === 0;

const TREES: readonly Tree[] = [
  { title: 'a library with a program', prepare: () => copy('bbolt', 'plain') },
  { title: 'a library', prepare: () => copy('cobra', 'plain') },
  {
    title: 'a vendored tree',
    prepare: () => {
      const dir = copy('bbolt', 'vendored');
      execFileSync('go', ['mod', 'vendor'], { cwd: dir, env: { ...environment, GOPROXY: 'off' } });
      return dir;
    },
  },
  {
    title: 'a workspace',
    prepare: () => {
      const dir = join(root, 'workspace');
      mkdirSync(dir);
      for (const name of ['bbolt', 'cobra'] as const)
        cpSync(modules.get(name) ?? '', join(dir, name), { recursive: true });
      execFileSync('go', ['work', 'init', './bbolt', './cobra'], {
        cwd: dir,
        env: { ...environment, GOPROXY: 'off' },
      });
      return dir;
    },
  },
  {
    title: 'a repository with fixtures',
    prepare: () => {
      const dir = copy('cobra', 'monorepo');
      for (const name of ['testdata/broken', '_examples', 'tools/nested'])
        mkdirSync(join(dir, name), { recursive: true });
      writeFileSync(join(dir, 'testdata/broken/x.go'), 'package\n');
      writeFileSync(join(dir, '_examples/x.go'), 'package main\n\nimport _ "example.com/none"\n');
      writeFileSync(join(dir, 'tools/nested/go.mod'), 'module example.com/nested\n\ngo 1.99\n');
      writeFileSync(join(dir, 'tools/nested/x.go'), 'package nested\n\nimport _ "example.com/none"\n');
      return dir;
    },
  },
  { title: 'cgo', prepare: () => copy('sqlite3', 'cgo'), more: { CGO_ENABLED: '1' } },
  { title: 'cgo switched off', prepare: () => copy('cobra', 'no-cgo'), more: { CGO_ENABLED: '0' } },
];

const USERS = [
  ['this user', []],
  ['an ordinary user', ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']],
] as const;

describe.each(USERS)('what builds is in sync: %s', (user, become) => {
  test.each(TREES)('$title', { timeout: 300_000 }, ({ title, prepare, more = {} }) => {
    if (user !== 'this user' && process.getuid?.() !== 0) {
      console.log(`not run for ${user}: only root can become one`);
      return;
    }
    if (title === 'cgo' && !hasCompiler) {
      console.log('not run: there is no gcc');
      return;
    }
    const dir = prepare();
    const own = join(root, `home-${user.replaceAll(' ', '-')}-${title.replaceAll(' ', '-')}`);
    mkdirSync(own, { mode: 0o777 });
    const cache = join(root, `cache-of-${user.replaceAll(' ', '-')}`);
    mkdirSync(cache, { recursive: true });
    if (become.length > 0) execFileSync('chown', ['-R', '65534:65534', own, dir, cache]);
    const env = {
      ...environment,
      HOME: own,
      GODRIFT_STATE_DIR: join(own, 'state'),
      GOCACHE: cache,
      GOPROXY: 'off',
      ...more,
    };
    const run = (...command: string[]) => {
      const [file = '', ...args] = [...become, ...command];
      return spawnSync(file, args, { cwd: dir, env, encoding: 'utf8' });
    };
    const godrift = (...args: string[]) => run(process.execPath, MAIN, ...args);
    const patterns = existsSync(join(dir, 'go.work')) ? ['./bbolt/...', './cobra/...'] : ['./...'];
    const built = run('go', 'build', '-o', '/dev/null', ...patterns);
    expect(built.status, built.stderr).toBe(0);

    const before = godrift('check', '--json', '--skip', 'go_version,tools');
    const { projects } = JSON.parse(before.stdout);
    expect(projects[0].findings).toEqual([]);
    expect({ status: before.status, stderr: before.stderr }).toEqual({ status: 0, stderr: '' });
    expect(godrift('baseline', 'write')).toMatchObject({ status: 0 });
    // Its authors pin another Go.
    const after = godrift('check', '--skip', 'go_version');
    expect({ status: after.status, stdout: after.stdout }).toMatchObject({ status: 0 });
    rmSync(dir, { recursive: true, force: true });
  });
});
