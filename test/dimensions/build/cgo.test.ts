import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { binDirectory, commandPath, missingCommands, script } from '../../support/c-toolchain.ts';
import { fileDirectories } from '../../support/file-directories.ts';
import { followAdvice } from '../../support/follow-advice.ts';
import { prepareToolchains } from '../../support/prepare.ts';
import { runCli } from '../../support/run-cli.ts';
import { sdkEnv, sdkRoot } from '../../support/sdks.ts';

const SDKS = ['go1.20.14', 'go1.27.4'] as const;
prepareToolchains(...SDKS);
const directory = fileDirectories();
const lacking = missingCommands('gcc', 'g++', 'pkg-config');
beforeAll(() => {
  if (lacking !== null) console.warn(`cgo tests are skipped: ${lacking}`);
});

const C = '// static int two(void) { return 2; }\nimport "C"\n\n';

/** Projects that use cgo in one way each. What is in no cache is compiled: each has a constant of its own. */
const PROJECTS: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'no cgo': () => ({ 'main.go': 'package main\n\nfunc main() {}\n' }),
  'the standard library only': () => ({
    'main.go': 'package main\n\nimport "net"\n\nfunc main() { net.Dial("", "") }\n',
  }),
  'cgo in main': () => ({ 'main.go': `package main\n\n${C}func main() { println(C.two()) }\n` }),
  'a package of cgo only': () => ({
    'main.go': 'package main\n\nimport "example.com/m/c"\n\nfunc main() { println(c.Two()) }\n',
    'c/c.go': `package c\n\n${C}func Two() int { return int(C.two()) }\n`,
  }),
  'a package that lacks a function without cgo': () => ({
    'main.go': 'package main\n\nimport "example.com/m/c"\n\nfunc main() { println(c.Two()) }\n',
    'c/c.go': `package c\n\n${C}func Two() int { return int(C.two()) }\n`,
    'c/x.go': 'package c\n\ntype X struct{}\n',
    'c/types_linux.go': '//go:build ignore\n\npackage c\n\nimport "C"\n',
  }),
  'a package with a file for !cgo': () => ({
    'main.go': 'package main\n\nimport "example.com/m/c"\n\nfunc main() { println(c.Two()) }\n',
    'c/c.go': `package c\n\n${C}func Two() int { return int(C.two()) }\n`,
    'c/none.go': '//go:build !cgo\n\npackage c\n\nfunc Two() int { return 2 }\n',
  }),
  'C++': () => ({
    'main.go': 'package main\n\n// int three(void);\nimport "C"\n\nfunc main() { println(C.three()) }\n',
    'three.cpp': 'extern "C" int three(void) { return 3; }\n',
  }),
};

interface Place {
  readonly dir: string;
  readonly bin: string;
  readonly env: Record<string, string>;
}

function place(
  project: string,
  sdk: string,
  { tools = ['gcc', 'g++'], goenv = '' }: { tools?: readonly string[]; goenv?: string } = {},
  more: Readonly<Record<string, string>> = {},
): Place {
  const files = PROJECTS[project]?.() ?? {};
  const dir = directory({
    'go.mod': 'module example.com/m\n\ngo 1.18\n',
    ...files,
    'main.go': `${files['main.go']}\nconst id = "${randomUUID()}"\n`,
  });
  const home = directory();
  const bin = binDirectory(join(home, 'bin'), ...tools);
  mkdirSync(join(home, '.config/go'), { recursive: true });
  writeFileSync(join(home, '.config/go/env'), goenv);
  // What a package manager would do.
  const packages = ['gcc', 'g++', 'pkg-config'].map((name) => `ln -sf ${commandPath(name)} ${bin}/${name}`);
  for (const manager of ['apt-get', 'apk', 'dnf', 'install']) script(join(bin, manager), packages.join('\n'));
  const env = sdkEnv(join(sdkRoot(sdk), 'bin'), home, more);
  return { dir, bin, env: { ...env, PATH: `${join(sdkRoot(sdk), 'bin')}:${bin}:/usr/sbin` } };
}

function goBuild({ dir, env }: Place) {
  const { status, stderr } = spawnSync('go', ['build', '-o', '/dev/null', './...'], {
    cwd: dir,
    env,
    encoding: 'utf8',
  });
  return { builds: status === 0, said: stderr };
}

interface Found {
  readonly id: string;
  readonly dimension: string;
  readonly key: string;
  readonly severity: string;
  readonly actual: string;
  readonly fix: string;
  readonly origin: string;
}

/** The findings of the environment and of the build. */
async function found({ dir, env }: Place): Promise<readonly Found[]> {
  const { stdout } = await runCli(['check', '--json', '--only', 'build_env,build'], dir, env);
  const [project] = JSON.parse(stdout).projects;
  expect(
    project.dimensions.filter(
      ({ id, state }: Record<string, string>) => id === 'build' && state === 'unknown',
    ),
  ).toEqual([]);
  return project.findings;
}

/** Runs advice as a person would, and gives the place as it then is. */
function follow(fix: string, at: Place): Place {
  return { ...at, env: followAdvice(fix, at.dir, at.env) };
}

/** Values of CC, relative to a directory with `my gcc/gcc`, and wrappers. */
const COMPILERS = [
  'gcc',
  'gcc -m64',
  "'DIR/my gcc/gcc' -m64",
  '"DIR/my gcc/gcc"',
  'DIR/my gcc/gcc',
  'DIR/ccache gcc',
  'DIR/ccache nogcc',
  'ccache gcc',
  'nogcc',
  '/nowhere/gcc',
  "'gcc",
  'gcc "-O2',
  './gcc',
  'gcc -O"2"',
  'gcc -nostdinc',
  'gcc -m32',
  'DIR/text',
  'DIR/crlf',
  'DIR/fails',
  'DIR/ccache DIR/text',
] as const;

/** Files that do not start, or fail. */
function brokenPrograms(dir: string): void {
  script(join(dir, 'fails'), 'echo broken >&2\nexit 1');
  script(join(dir, 'crlf'), '');
  writeFileSync(join(dir, 'crlf'), '#!/bin/sh\r\nexec gcc "$@"\r\n');
  script(join(dir, 'text'), '');
  writeFileSync(join(dir, 'text'), 'gcc\n');
}

/** Settings, with the project that they are tried in, and the variable at fault where Go refuses. */
const SETTINGS: readonly (readonly [project: string, env: Readonly<Record<string, string>>, key: string])[] =
  [
    ...['-fnonsense', '-std=c99x', '-std=c++11', '-include /nonexist.h', '-include rel.h', '-Wnonsense'].map(
      (flags) => ['cgo in main', { CGO_CFLAGS: flags }, 'CGO_CFLAGS'] as const,
    ),
    ...['-march=nonsense', '--sysroot=/nowhere', '@/nonexist', '-O3 -Wall -D_FORTIFY_SOURCE=2'].map(
      (flags) => ['cgo in main', { CGO_CFLAGS: flags }, 'CGO_CFLAGS'] as const,
    ),
    ...["-std=gnu11 '-DA=B C' -fno-strict-aliasing -I/nowhere -L/nowhere -lm -Wl,-z,now -pipe -MD"].map(
      (flags) => ['cgo in main', { CGO_CFLAGS: flags }, 'CGO_CFLAGS'] as const,
    ),
    ['cgo in main', { CGO_CPPFLAGS: '-include /nonexist.h' }, 'CGO_CPPFLAGS'],
    ['cgo in main', { CGO_CPPFLAGS: '-fnonsense', CGO_CFLAGS: '-O1' }, 'CGO_CPPFLAGS'],
    ['cgo in main', { CGO_CXXFLAGS: '-std=c++99' }, 'CGO_CXXFLAGS'],
    ['cgo in main', { CXX: 'DIR/fails' }, 'CXX'],
    ['C++', { CGO_CXXFLAGS: '-std=c++99' }, 'CGO_CXXFLAGS'],
    ['C++', { CGO_CXXFLAGS: '-std=c++17 -fno-rtti' }, 'CGO_CXXFLAGS'],
    ['C++', { CGO_CPPFLAGS: '-fnonsense' }, 'CGO_CPPFLAGS'],
    ['C++', { CXX: 'g++ -m32' }, 'CXX'],
    ['C++', { CXX: 'DIR/fails' }, 'CXX'],
    ['C++', { CXX: 'DIR/text' }, 'CXX'],
    ['C++', { CXX: 'DIR/crlf' }, 'CXX'],
    ['the standard library only', { CC: 'DIR/fails' }, 'CC'],
    ['the standard library only', { CC: 'DIR/text' }, 'CC'],
    ['the standard library only', { CGO_CFLAGS: '-fnonsense' }, 'CGO_CFLAGS'],
    ['no cgo', { CC: 'DIR/fails', CGO_CFLAGS: '-fnonsense' }, 'CC'],
  ];

/** All of them with the newest SDK; each third with the old one, but for the nightly run. */
function rowsFor<Row>(sdk: string, rows: readonly Row[]): Row[] {
  const isAll = sdk === SDKS[1] || process.env.GODRIFT_SDKS === 'all';
  return rows.filter((_, index) => isAll || index % 3 === 0);
}

describe.skipIf(lacking !== null).each(SDKS)('%s', (sdk) => {
  test.concurrent.each(rowsFor(sdk, COMPILERS))(
    'CC=%s: an error where Go refuses, in its words',
    async (value) => {
      const tools = directory();
      mkdirSync(join(tools, 'my gcc'));
      symlinkSync(commandPath('gcc') ?? '', join(tools, 'my gcc/gcc'));
      script(join(tools, 'ccache'), 'exec "$@"');
      brokenPrograms(tools);
      const CC = value.replaceAll('DIR', tools);
      for (const inShell of value === "'gcc" || value === 'nogcc' ? [true, false] : [true]) {
        const at = place('cgo in main', sdk, inShell ? {} : { goenv: `CC=${CC}\n` }, inShell ? { CC } : {});
        const { builds, said } = goBuild(at);
        const findings = await found(at);
        const errors = findings.filter(({ severity }) => severity === 'error');
        expect([value, errors.map(({ key }) => key)]).toEqual([value, builds ? [] : ['CC']]);
        if (builds) continue;
        const [{ actual = '', origin = '', fix = '' } = {}] = errors;
        expect(origin).toBe(inShell ? 'environment' : '~/.config/go/env:1');
        if (!value.includes('-nostdinc')) expect(said).toContain(actual.replace(/^panic: /, ''));
        const after = follow(fix, at);
        expect([fix, await found(after), goBuild(after).builds]).toEqual([fix, [], true]);
      }
    },
  );

  test.concurrent.each(rowsFor(sdk, SETTINGS))(
    '%s, %j: an error where Go refuses',
    async (project, values, key) => {
      const tools = directory();
      brokenPrograms(tools);
      const env = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, value.replaceAll('DIR', tools)]),
      );
      const goenv = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
      for (const at of [
        place(project, sdk, {}, env),
        ...(key.startsWith('CGO_') ? [place(project, sdk, { goenv: goenv.join('') })] : []),
      ]) {
        const { builds, said } = goBuild(at);
        const errors = (await found(at)).filter(({ severity }) => severity === 'error');
        expect([project, env, errors.map((error) => error.key)]).toEqual([project, env, builds ? [] : [key]]);
        if (builds) continue;
        const [{ actual = '', fix = '', origin = '' } = {}] = errors;
        expect(origin).toMatch(at.env[key] === undefined ? /^~\/\.config\/go\/env:\d+$/ : /^environment$/);
        expect(said).toContain(actual);
        const after = follow(fix, at);
        const left = (await found(after)).filter(({ severity }) => severity === 'error');
        expect([fix, left, goBuild(after).builds]).toEqual([fix, [], true]);
      }
    },
  );

  describe.each([{ gcc: true }, { gcc: false }])('gcc in PATH: $gcc', ({ gcc }) => {
    test.concurrent.each(
      rowsFor(
        sdk,
        Object.keys(PROJECTS).flatMap((project) =>
          (gcc ? ['', '0'] : ['', '0', '1']).map((value) => [project, value] as const),
        ),
      ),
    )(
      '%s, CGO_ENABLED=%s: whatever Go refuses is a finding, an error only what it refuses',
      async (project, value) => {
        const at = place(project, sdk, gcc ? {} : { tools: [] }, value === '' ? {} : { CGO_ENABLED: value });
        const { builds, said } = goBuild(at);
        const skips = said.includes('matched no packages');
        const findings = (await found(at)).filter(({ severity }) => severity !== 'info');
        const errors = findings.filter(({ severity }) => severity === 'error');
        const keys = value !== '1' ? ['CGO_ENABLED'] : project === 'C++' ? ['CC', 'CXX'] : ['CC'];
        if (!builds || skips) expect(findings.map(({ key }) => key).sort()).toEqual(keys);
        if (errors.length > 0) expect(builds).toBe(false);
        if (builds && !skips) expect(findings.filter(({ key }) => key !== 'CC')).toEqual([]);
        if (findings.length === 0) return;
        const after = findings.reduce((now, { fix }) => follow(fix, now), at);
        expect([await found(after), goBuild(after).builds]).toEqual([[], true]);
      },
    );
  });

  test.concurrent('a C++ compiler is needed only where there are C++ files', async () => {
    const values = { CXX: 'nog++' };
    expect(await found(place('cgo in main', sdk, {}, values))).toEqual([]);
    const at = place('C++', sdk, {}, values);
    const { builds, said } = goBuild(at);
    const findings = await found(at);
    expect([builds, findings.map(({ id, severity }) => [id, severity])]).toEqual([
      false,
      [['build.CXX.mismatch', 'error']],
    ]);
    const [{ actual = '', fix = '' } = {}] = findings;
    expect(said).toContain(actual);
    const after = follow(fix, at);
    expect([await found(after), goBuild(after).builds]).toEqual([[], true]);
  });

  test.concurrent('-race needs a compiler too', async () => {
    const at = place('no cgo', sdk, { tools: [] }, { GOFLAGS: '-race', CGO_ENABLED: '1' });
    expect(goBuild(at).said).toContain('C compiler "gcc" not found');
    expect((await found(at)).map(({ key, severity }) => [key, severity])).toEqual([['CC', 'error']]);
  });

  test.concurrent('a CC of the env file does not turn cgo on where gcc is missing', async () => {
    const at = place('a package of cgo only', sdk, { tools: [], goenv: 'CC=mycc\n' });
    symlinkSync(commandPath('gcc') ?? '', join(at.bin, 'mycc'));
    expect(goBuild(at).said).toContain('build constraints exclude all Go files');
    const [finding] = await found(at);
    expect([finding?.key, finding?.fix]).toEqual(['CGO_ENABLED', "export CC='mycc'"]);
    const after = follow(finding?.fix ?? '', at);
    expect([await found(after), goBuild(after).builds]).toEqual([[], true]);
  });
});
