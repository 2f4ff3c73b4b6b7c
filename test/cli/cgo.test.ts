import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { binDirectory, commandPath, missingCommands, script } from '../support/c-toolchain.ts';
import { fileDirectories } from '../support/file-directories.ts';
import { environmentOf } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

const SDKS = ['go1.21.13', 'go1.27.4'] as const;
prepareToolchains(...SDKS);
const directory = fileDirectories();
const lacking = missingCommands('gcc', 'pkg-config');
beforeAll(() => {
  if (lacking !== null) console.warn(`cgo tests are skipped: ${lacking}`);
});

interface Place {
  readonly dir: string;
  readonly bin: string;
  /** Of ours.h and ours.pc. */
  readonly library: string;
  readonly env: Record<string, string>;
}

/** A C library of its own, and a program that prints the number in its header. */
function place(sdk: string, more: Readonly<Record<string, string>> = {}): Place {
  const library = directory();
  writeLibrary(library, '1.2.3', 1);
  const dir = directory({
    'go.mod': `module example.com/m\n\ngo 1.21${sdk === 'go1.21.13' ? '.13' : '.0'}\n`,
    'main.go': `package main\n\n// #cgo pkg-config: ours\n// #include <ours.h>\nimport "C"\n\nconst id = "${randomUUID()}"\n\nfunc main() { println(int(C.OURS)) }\n`,
  });
  const home = directory();
  const bin = binDirectory(join(home, 'bin'), 'gcc', 'pkg-config');
  const main = join(import.meta.dirname, '../../src/main.ts');
  script(join(bin, 'godrift'), `exec ${process.execPath} ${main} "$@"`);
  const env = sdkEnv(join(sdkRoot(sdk), 'bin'), home, { PKG_CONFIG_PATH: library, ...more });
  return { dir, bin, library, env: { ...env, PATH: `${join(sdkRoot(sdk), 'bin')}:${bin}` } };
}

function writeLibrary(dir: string, version: string, value: number): void {
  writeFileSync(
    join(dir, 'ours.pc'),
    `Name: ours\nDescription: ours\nVersion: ${version}\nCflags: -I${dir}\n`,
  );
  writeFileSync(join(dir, 'ours.h'), `#define OURS ${value}\n`);
}

/** What the program prints that Go builds now. The output is deleted first: Go leaves one that it takes for current. */
function built({ dir, env }: Place): string {
  const output = join(dir, 'out');
  rmSync(output, { force: true });
  const { status, stderr } = spawnSync('go', ['build', '-o', output, '.'], {
    cwd: dir,
    env,
    encoding: 'utf8',
  });
  return status === 0 ? spawnSync(output, { encoding: 'utf8' }).stderr.trim() : stderr;
}

function shell(command: string, { dir, env }: Place): Record<string, string> {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `{ ${command}\n} >&2 && env -0`], {
    cwd: dir,
    env,
    encoding: 'utf8',
  });
  expect([command, status, status === 0 ? '' : stderr]).toEqual([command, 0, '']);
  return environmentOf(stdout);
}

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly expected: string;
  readonly actual: string;
  readonly fix: string;
  readonly origin: string;
  readonly line: number | null;
}

async function found({ dir, env }: Place): Promise<readonly Found[]> {
  const { stdout } = await runCli(['check', '--json', '--skip', 'go_version'], dir, env);
  const [project] = JSON.parse(stdout).projects;
  expect(project.dimensions.filter(({ state }: { state: string }) => state === 'unknown')).toEqual([]);
  return project.findings;
}

/** A program, not a script, that writes its name to a file and runs another one. */
function program(file: string, { log, name, path }: Readonly<Record<'log' | 'name' | 'path', string>>): void {
  const source = `
    #include <stdio.h>
    #include <unistd.h>
    int main(int argc, char **argv) {
      FILE *log = fopen("${log}", "a");
      fputs("${name}\\n", log);
      fclose(log);
      argv[0] = "${path}";
      return execv(argv[0], argv);
    }`;
  const { status } = spawnSync('gcc', ['-o', file, '-x', 'c', '-'], { input: source });
  expect(status).toBe(0);
}

function ids(findings: readonly Found[]): readonly string[] {
  return findings.map(({ id, severity }) => `${severity} ${id}`);
}

describe.skipIf(lacking !== null).each(SDKS)('%s', (sdk) => {
  test.concurrent('a changed C library is drift, and the advice makes Go see it', async () => {
    const at = place(sdk);
    expect(built(at)).toBe('1');
    shell('godrift baseline write', at);
    expect(await found(at)).toEqual([]);
    writeLibrary(at.library, '2.0', 2);
    const [finding, ...others] = await found(at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'build.cgo.pkg.ours.changed',
      severity: 'warning',
      expected: '1.2.3',
      actual: '2.0',
    });
    // golang/go#24355
    expect(built(at)).toBe('1');
    shell(finding?.fix ?? '', at);
    expect(built(at)).toBe('2');
    expect(finding?.fix).toContain('godrift baseline write');
    shell('godrift baseline write', at);
    expect(await found(at)).toEqual([]);
  });

  test.concurrent('a package that pkg-config does not find is an error, as for Go', async () => {
    const { PKG_CONFIG_PATH = '', ...env } = place(sdk).env;
    const at = { ...place(sdk), env };
    const [finding, ...others] = await found(at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'build.cgo.pkg.ours.mismatch',
      severity: 'error',
      origin: 'main.go:3',
    });
    expect(built(at)).toContain(finding?.actual ?? '');
    expect(finding?.fix).toContain('export PKG_CONFIG_PATH=…');
    const after = { ...at, env: shell(`export PKG_CONFIG_PATH=${PKG_CONFIG_PATH}`, at) };
    expect([await found(after), built(after)]).toEqual([[], '1']);
  });

  test.concurrent.each([
    ['nopc', 'exec: "nopc": executable file not found in $PATH'],
    ["'my pc' --static", 'exec: "my pc": executable file not found in $PATH'],
  ])('PKG_CONFIG=%s', async (value, words) => {
    const at = place(sdk, { PKG_CONFIG: value });
    const [finding, ...others] = (await found(at)).filter(({ severity }) => severity !== 'info');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ id: 'build.PKG_CONFIG.mismatch', severity: 'error', actual: words });
    expect(built(at)).toContain(words);
    const after = { ...at, env: shell(finding?.fix ?? '', at) };
    expect([await found(after), built(after)]).toEqual([[], '1']);
  });

  test.concurrent.each([
    ['pkg-config "$@"\n', 'exec format error'],
    ['#!/nowhere/sh\nexec pkg-config "$@"\n', 'no such file or directory'],
  ])('PKG_CONFIG that does not start: %j', async (text, words) => {
    const file = join(directory({ pc: text }), 'pc');
    chmodSync(file, 0o755);
    const at = place(sdk, { PKG_CONFIG: file });
    const [finding, ...others] = (await found(at)).filter(({ severity }) => severity !== 'info');
    expect(others).toEqual([]);
    const actual = `fork/exec ${file}: ${words}`;
    expect(finding).toMatchObject({ id: 'build.PKG_CONFIG.mismatch', severity: 'error', actual });
    // Go 1.21 shows a path relative to the project.
    expect(built(at)).toMatch(new RegExp(`fork/exec \\S+/pc: ${words}`));
    const after = { ...at, env: shell(finding?.fix ?? '', at) };
    expect([await found(after), built(after)]).toEqual([[], '1']);
  });

  test.concurrent.each(['outer', 'ccache inner', 'gcc'])(
    'CC=%s: a change of the compiler behind it is seen',
    async (value) => {
      const at = place(sdk, { CC: value });
      const gcc = commandPath('gcc');
      const compiler = (version: string) =>
        `[ "$1" = --version ] && echo ${version} && exit\nexec ${gcc} "$@"`;
      script(join(at.bin, 'inner'), compiler('gcc 98.1'));
      script(join(at.bin, 'outer'), `exec ${at.bin}/inner "$@"`);
      script(join(at.bin, 'ccache'), 'exec "$@"');
      if (value === 'gcc') {
        rmSync(join(at.bin, 'gcc'));
        script(join(at.bin, 'gcc'), `exec ${at.bin}/inner "$@"`);
      }
      shell('godrift baseline write', at);
      expect(await found(at)).toEqual([]);
      script(join(at.bin, 'inner'), compiler('gcc 99.1'));
      expect((await found(at)).map(({ id, actual }) => [id, actual])).toEqual([
        ['build_env.CC.version.changed', 'gcc 99.1'],
      ]);
    },
  );

  test.concurrent('of PKG_CONFIG Go runs the first word', async () => {
    const at = place(sdk, { PKG_CONFIG: `'${commandPath('pkg-config')}' --nonsense` });
    const findings = (await found(at)).filter(({ severity }) => severity !== 'info');
    expect([findings, built(at)]).toEqual([[], '1']);
  });

  test.concurrent('another compiler, another linker: one finding each', async () => {
    const at = place(sdk);
    shell('godrift baseline write', at);
    rmSync(join(at.bin, 'ld'));
    script(join(at.bin, 'ld'), 'echo GNU ld 9.9');
    rmSync(join(at.bin, 'gcc'));
    const gcc = commandPath('gcc');
    script(join(at.bin, 'gcc'), `[ "$1" = --version ] && echo gcc 99.1 && exit\nexec ${gcc} "$@"`);
    const findings = await found(at);
    expect(ids(findings)).toEqual(['warning build_env.CC.version.changed', 'warning build.cgo.ld.changed']);
    expect(findings.map(({ actual, origin }) => [actual, origin])).toEqual([
      ['gcc 99.1', '~/bin/gcc'],
      ['GNU ld 9.9', '~/bin/ld'],
    ]);
    shell('godrift baseline write', at);
    expect(await found(at)).toEqual([]);
  });

  test.concurrent('approved with gcc, checked where none is: one finding, install gcc or approve', async () => {
    const at = place(sdk);
    writeFileSync(join(at.dir, 'none.go'), '//go:build !cgo\n\npackage main\n\nfunc main() {}\n');
    shell('godrift baseline write', at);
    rmSync(join(at.bin, 'gcc'));
    const [finding, ...others] = await found(at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'build_env.CGO_ENABLED.changed',
      severity: 'warning',
      expected: '1',
      actual: '0',
      origin: 'default',
    });
    expect(finding?.fix).toMatch(/install gcc|add gcc/);
    expect(finding?.fix).not.toContain('CGO_ENABLED=1');
    for (const manager of ['apt-get', 'apk', 'dnf', 'install'])
      script(join(at.bin, manager), `ln -sf ${commandPath('gcc')} ${at.bin}/gcc`);
    shell(finding?.fix ?? '', at);
    expect(await found(at)).toEqual([]);
    rmSync(join(at.bin, 'gcc'));
    shell('godrift baseline write', at);
    expect(await found(at)).toEqual([]);
  });

  test.concurrent('cgo that is off and was approved so is no finding, unless Go refuses', async () => {
    const at = place(sdk, { CGO_ENABLED: '0' });
    writeFileSync(join(at.dir, 'other.go'), 'package main\n\nfunc other() {}\n');
    expect(ids(await found(at))).toEqual(['warning build_env.CGO_ENABLED.mismatch']);
    writeFileSync(join(at.dir, 'godrift.yaml'), "env:\n  expect:\n    CGO_ENABLED: '0'\n");
    expect(await found(at)).toEqual([]);
    rmSync(join(at.dir, 'godrift.yaml'));
    shell('godrift baseline write', at);
    expect(await found(at)).toEqual([]);
  });

  test.concurrent('an unchanged check asks neither compiler nor pkg-config, a change of a .pc file does', async () => {
    const at = place(sdk);
    const log = join(directory({ log: '' }), 'log');
    // Programs: a script is asked each time.
    for (const name of ['gcc', 'pkg-config']) {
      rmSync(join(at.bin, name));
      program(join(at.bin, name), { log, name, path: commandPath(name) ?? '' });
    }
    await found(at);
    // Facts of a look are kept where nothing that they depend on changed just before it: what the first one made.
    writeFileSync(log, '');
    await found(at);
    const asked = readFileSync(log, 'utf8');
    await found(at);
    expect(readFileSync(log, 'utf8')).toBe(asked);
    shell('godrift baseline write', at);
    writeLibrary(at.library, '1.2.4', 1);
    expect(ids(await found(at))).toEqual(['warning build.cgo.pkg.ours.changed']);
  });
});

const musl = missingCommands('musl-gcc');
test.skipIf(lacking !== null || musl !== null)(
  `the C library is the one that the compiler means${musl === null ? '' : ` (skipped, ${musl})`}`,
  async () => {
    const facts = async (more: Readonly<Record<string, string>>) => {
      const at = place('go1.27.4', more);
      const { stdout } = await runCli(['snapshot', 'show'], at.dir, {
        ...at.env,
        PATH: `${at.env.PATH}:/usr/bin`,
      });
      return /^build\.cgo\.libc=(.*)$/m.exec(stdout)?.[1];
    };
    expect(await facts({})).toMatch(/^(?:glibc \d+\.\d+|musl \d+\.\d+\.\d+)$/);
    expect(await facts({ CC: 'musl-gcc' })).toMatch(/^musl \d+\.\d+\.\d+$/);
  },
);
