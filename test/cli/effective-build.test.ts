import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDefaults } from '../../src/dimensions/build/godebug-facts.ts';
import { fileDirectories } from '../support/file-directories.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot } from '../support/sdks.ts';

const NEWEST = 'go1.27.4';
const isNightly = process.env.GODRIFT_SDKS === 'all';
const SDKS = isNightly
  ? ['go1.21.13', 'go1.22.12', 'go1.23.12', 'go1.24.0', 'go1.25.4', MACHINE_GO, NEWEST]
  : ['go1.21.13', 'go1.23.12', NEWEST];
const GO_LINES = isNightly
  ? ['1.20', '1.21', '1.22', '1.23.0', '1.24.0', '1.25.0', '1.26.0', '1.27.0']
  : ['1.20', '1.23.0', '1.27.0'];

prepareToolchains(...SDKS.filter((name) => name !== MACHINE_GO), 'go1.25.4', NEWEST);

const directory = fileDirectories();
const MAIN = 'package main\n\nfunc main() {}\n';

const EMBEDDING =
  'package main\n\nimport "embed"\n\n//go:embed ui/*\nvar files embed.FS\n\nfunc main() { _ = files }\n';

type Files = Readonly<Record<string, string>>;

/** A project by the lines that set GODEBUG; null where this Go does not know them. */
const SOURCES: Readonly<Record<string, (go: string, minor: number) => Files | null>> = {
  'the go line alone': (go) => ({ 'go.mod': mod(go), 'main.go': MAIN }),
  'a godebug block': (go, minor) =>
    minor < 23
      ? null
      : { 'go.mod': `${mod(go)}\ngodebug (\n\tdefault=go1.21\n\tpanicnil=1\n)\n`, 'main.go': MAIN },
  'a comment in one of two main packages': (go) => ({
    'go.mod': mod(go),
    'a/main.go': `// A program.\n\n//go:debug panicnil=1\n//go:debug http2client=0\n\n${MAIN}`,
    'b/main.go': MAIN,
  }),
  'a comment over a block, and no other main package': (go, minor) =>
    minor < 23
      ? null
      : { 'go.mod': `${mod(go)}\ngodebug panicnil=1\n`, 'cmd/x/main.go': `//go:debug panicnil=0\n${MAIN}` },
  'default= in a comment': (go, minor) =>
    minor < 23
      ? null
      : { 'go.mod': mod(go), 'a/main.go': `//go:debug default=go1.21\n${MAIN}`, 'b/main.go': MAIN },
  'a workspace': (go, minor) =>
    minor < 23
      ? null
      : {
          'go.work': `go ${go}\n\ngodebug panicnil=1\n\nuse (\n\t./a\n\t./b\n)\n`,
          // In a workspace this one counts for nothing.
          'a/go.mod': `module example.com/a\n\ngo 1.20\n\ngodebug http2client=0\n`,
          'a/main.go': MAIN,
          'b/go.mod': mod('1.20'),
          'b/cmd/b/main.go': `//go:debug http2server=0\n${MAIN}`,
        },
};

function mod(go: string): string {
  return `module example.com/shop\n\ngo ${go}\n`;
}

function place(sdk: string, files: Files, more: Files = {}) {
  const dir = directory(files);
  const home = directory();
  const env = sdkEnv(join(sdkRoot(sdk), 'bin'), home, { GOTOOLCHAIN: 'local', GOFLAGS: '', ...more });
  const go = (...args: string[]) =>
    spawnSync('go', args, { cwd: dir, env: { ...env, GOPROXY: 'off' }, encoding: 'utf8' });
  return { dir, home, env, go };
}

async function buildFacts(dir: string, env: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await runCli(['snapshot', 'show'], dir, env);
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [, key = '', value = ''] = /^build\.((?:\\.|[^=\\])*)=(.*)$/.exec(line) ?? [];
      return key === '' ? [] : [[key, value.replaceAll('\\=', '=')] as const];
    }),
  );
}

/** What the facts say of one main package. */
function defaultsOf(facts: ReadonlyMap<string, string>, dir: string): Readonly<Record<string, string>> {
  const settings: Record<string, string> = {};
  for (const [key, value] of facts) {
    const [, setting = '', at] = /^godebug\.([^@]+)(?:@(.*))?$/.exec(key) ?? [];
    if (setting !== '' && at === undefined) settings[setting] ??= value;
  }
  for (const [key, value] of facts) {
    const [, setting = '', at] = /^godebug\.([^@]+)@(.*)$/.exec(key) ?? [];
    if (setting === '' || at !== dir) continue;
    if (value === 'default') delete settings[setting];
    else settings[setting] = value;
  }
  return settings;
}

const STATES = SDKS.flatMap((sdk) =>
  Object.entries(SOURCES).flatMap(([title, source]) => {
    const minor = Number(sdk.split('.')[1]);
    return GO_LINES.filter((line) => Number(line.split('.')[1]) <= minor).flatMap((line) => {
      const files = source(line, minor);
      return files === null ? [] : [{ title, sdk, line, files }];
    });
  }),
);

describe.concurrent('the GODEBUG defaults are what go list says and what go writes into the binary', () => {
  test.each(STATES)('$sdk, go $line: $title', { timeout: 120_000 }, async ({ sdk, files }) => {
    const { dir, home, env, go } = place(sdk, files);
    const facts = await buildFacts(dir, env);
    const patterns = 'go.work' in files ? ['./a/...', './b/...'] : ['./...'];
    const listed = go(
      'list',
      '-f',
      '{{if eq .Name "main"}}{{.Dir}}\t{{.DefaultGODEBUG}}{{end}}',
      ...patterns,
    );
    expect({ status: listed.status, stderr: listed.stderr }).toEqual({ status: 0, stderr: '' });
    const mains = listed.stdout.trim().split('\n');
    for (const [index, main] of mains.entries()) {
      const [at = '', text = ''] = main.split('\t');
      const said = Object.fromEntries(parseDefaults(text));
      const relative = at === dir ? '.' : at.slice(dir.length + 1);
      expect(defaultsOf(facts, relative), relative).toEqual(said);
      const binary = join(home, `b${index}`);
      expect(go('build', '-o', binary, `./${relative}`)).toMatchObject({ status: 0 });
      const info = /\tDefaultGODEBUG=(.*)/.exec(go('version', '-m', binary).stdout)?.[1] ?? '';
      expect(Object.fromEntries(parseDefaults(info)), `the binary of ${relative}`).toEqual(said);
    }
  });
});

interface Change {
  readonly title: string;
  readonly change: (dir: string) => void;
  readonly finding: { readonly key: string; readonly actual: RegExp; readonly at: string | null };
  /** The first command of the advice brings the approved build back. */
  readonly mends: boolean;
}

const CHANGES: readonly Change[] = [
  {
    title: 'a block in go.mod',
    change: (dir) => appendFileSync(join(dir, 'go.mod'), '\ngodebug (\n\tdefault=go1.21\n)\n'),
    finding: {
      key: 'godebug',
      actual: /^go\.mod:6 godebug default=go1\.21 changes \d\d settings, among them /,
      at: 'go.mod:6',
    },
    mends: true,
  },
  {
    title: 'one setting in go.mod',
    change: (dir) => appendFileSync(join(dir, 'go.mod'), '\ngodebug panicnil=1\n'),
    finding: { key: 'godebug', actual: /^go\.mod:5 godebug panicnil=1 changes panicnil$/, at: 'go.mod:5' },
    mends: true,
  },
  {
    title: 'a comment',
    change: (dir) => writeFileSync(join(dir, 'cmd/a/main.go'), `//go:debug panicnil=1\n${MAIN}`),
    finding: {
      key: 'godebug@cmd/a',
      actual: /^cmd\/a\/main\.go:1 \/\/go:debug panicnil=1 changes panicnil$/,
      at: 'cmd/a/main.go:1',
    },
    mends: false,
  },
  {
    title: 'the go line',
    change: (dir) => writeFileSync(join(dir, 'go.mod'), mod('1.23.0')),
    finding: {
      key: 'godebug',
      actual: /^go\.mod:3 go 1\.23\.0 changes \d+ settings, among them /,
      at: 'go.mod:3',
    },
    mends: true,
  },
  {
    title: 'a profile',
    change: (dir) => writeFileSync(join(dir, 'cmd/a/default.pgo'), ''),
    finding: { key: 'pgo@cmd/a', actual: /^sha256:e3b0c44298fc/, at: null },
    mends: false,
  },
];

describe.concurrent('what changes the approved build is named', () => {
  test.each(CHANGES)('$title', { timeout: 120_000 }, async ({ change, finding, mends }) => {
    const { dir, env } = place(NEWEST, {
      'go.mod': mod('1.27.0'),
      'cmd/a/main.go': MAIN,
      'lib/lib.go': 'package lib\n',
    });
    expect(await runCli(['baseline', 'write'], dir, env)).toMatchObject({ exitCode: 0 });
    const check = async () =>
      JSON.parse((await runCli(['check', '--json', '--only', 'build'], dir, env)).stdout);
    expect(await check()).toMatchObject({ result: 'ok', exitCode: 0 });
    change(dir);
    const { exitCode, projects } = await check();
    expect({ exitCode, findings: projects[0].findings }).toMatchObject({
      exitCode: 1,
      findings: [{ key: finding.key, severity: 'warning', actual: expect.stringMatching(finding.actual) }],
    });
    const [{ file, line, fix }] = projects[0].findings;
    if (finding.at !== null) expect(`${file}:${line}`).toBe(join(dir, finding.at));
    const [command = ''] = fix.split('  # or ');
    if (mends) {
      execFileSync('bash', ['-c', command], { cwd: dir, env });
      expect(await check(), command).toMatchObject({ result: 'ok' });
    } else {
      expect(fix).toBe('approve it: godrift baseline write');
      expect(await runCli(['baseline', 'write'], dir, env)).toMatchObject({ exitCode: 0 });
      expect(await check()).toMatchObject({ result: 'ok' });
    }
  });

  test('and what is gone', { timeout: 120_000 }, async () => {
    const before = `${mod('1.27.0')}\ngodebug panicnil=1\n`;
    const { dir, env } = place(NEWEST, { 'go.mod': before, 'main.go': MAIN });
    await runCli(['baseline', 'write'], dir, env);
    writeFileSync(join(dir, 'go.mod'), mod('1.27.0'));
    const { stdout, exitCode } = await runCli(['check', '--only', 'build'], dir, env);
    expect({ stdout, exitCode }).toMatchObject({
      stdout: expect.stringContaining('no godebug panicnil=1 any more changes panicnil'),
      exitCode: 1,
    });
    const fix = /fix: (.*?) {2}#/.exec(stdout)?.[1] ?? '';
    execFileSync('bash', ['-c', fix], { cwd: dir, env });
    expect(await runCli(['check', '--only', 'build'], dir, env)).toMatchObject({ exitCode: 0 });
  });
});

/** Lines that a Go refuses, removes or will remove: its own words where it refuses. */
const LINES = [
  'panicnil=1',
  'nosuch=1',
  'tls10server=1',
  'x509sha1=1',
  'asynctimerchan=0',
  'default=go1.99',
  'default=1.21',
  'default=go1.20',
];

describe.concurrent('a setting that this Go refuses is an error in its words, one that the next removes a note', () => {
  const states = ['go1.21.13', 'go1.25.4', NEWEST].flatMap((sdk) =>
    LINES.flatMap((line) => ['go.mod', 'main.go'].map((at) => ({ sdk, line, at }))).filter(
      ({ at }) => at === 'main.go' || sdk !== 'go1.21.13',
    ),
  );
  test.each(states)('$sdk: $line in $at', { timeout: 120_000 }, async ({ sdk, line, at }) => {
    const { dir, env, go } = place(sdk, {
      'go.mod': `${mod('1.21')}${at === 'go.mod' ? `\ngodebug ${line}\n` : ''}`,
      'main.go': `${at === 'main.go' ? `//go:debug ${line}\n` : ''}${MAIN}`,
    });
    const built = go('build', '-o', '/dev/null', './...');
    const { stdout } = await runCli(['check', '--json', '--only', 'build'], dir, env);
    const { exitCode, projects } = JSON.parse(stdout);
    const errors = projects[0].findings.filter(({ severity }: { severity: string }) => severity === 'error');
    if (built.status === 0) {
      expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: [] });
      return;
    }
    expect(exitCode, built.stderr).toBe(1);
    expect(errors).toHaveLength(1);
    expect(built.stderr).toContain(errors[0].actual);
    expect(`${errors[0].file}:${errors[0].line}`).toBe(join(dir, at === 'go.mod' ? 'go.mod:5' : 'main.go:1'));
    if (at === 'go.mod') execFileSync('bash', ['-c', errors[0].fix], { cwd: dir, env });
    else writeFileSync(join(dir, 'main.go'), MAIN);
    expect(await runCli(['check', '--only', 'build'], dir, env)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    [
      'GODEBUG',
      'tls10server=1',
      'go1.25.4',
      'GODEBUG  is tls10server=1: go1.27 removes it and refuses to build',
    ],
    ['GODEBUG', 'gotypesalias=1', NEWEST, 'gotypesalias=1: go1.27 removed it: it counts for nothing'],
    ['GOEXPERIMENT', 'noswissmap', 'go1.25.4', 'noswissmap: go1.26 no longer knows it and refuses to run'],
    ['GOEXPERIMENT', 'nosizespecializedmalloc', NEWEST, 'nosizespecializedmalloc: go1.28 no longer knows it'],
  ])('%s=%s with %s', async (name, value, sdk, text) => {
    const { dir, env } = place(sdk, { 'go.mod': mod('1.21'), 'main.go': MAIN }, { [name]: value });
    const { stdout, exitCode } = await runCli(['check', '--only', 'build_env'], dir, env);
    expect({ stdout, exitCode }).toEqual({ stdout: expect.stringContaining(text), exitCode: 0 });
  });

  test('a note beside a line of go.mod', async () => {
    const { dir, env } = place('go1.25.4', {
      'go.mod': `${mod('1.21')}\ngodebug tls10server=1\n`,
      'main.go': MAIN,
    });
    const { stdout, exitCode } = await runCli(['check', '--only', 'build'], dir, env);
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringContaining('tls10server=1: go1.27 removes it and refuses to build (go.mod:5)'),
      exitCode: 0,
    });
  });
});

/** What a cached check must see at once: the state before, what happens, and what a build says then. */
const LATER: readonly {
  readonly title: string;
  readonly files: Files;
  readonly flags?: string;
  readonly change: (dir: string) => void;
  /** Part of Go's words where the build is refused then, and null where it was and is not any more. */
  readonly words: string | null;
  readonly command?: readonly string[];
}[] = [
  {
    title: 'an embedded file that is gone',
    files: { 'main.go': EMBEDDING, 'ui/index.html': 'x' },
    change: (dir) => rmSync(join(dir, 'ui/index.html')),
    words: 'pattern ui/*: no matching files found',
  },
  {
    title: 'an embedded file that comes',
    files: { 'main.go': EMBEDDING },
    change: (dir) => {
      mkdirSync(join(dir, 'ui'));
      writeFileSync(join(dir, 'ui/index.html'), 'x');
    },
    words: null,
  },
  {
    title: 'a test that imports what is not there',
    files: { 'main.go': MAIN, 'main_test.go': 'package main\n' },
    change: (dir) =>
      writeFileSync(join(dir, 'main_test.go'), 'package main\n\nimport _ "example.com/none"\n'),
    words: 'no required module provides package example.com/none',
    command: ['vet', './...'],
  },
  {
    title: 'a package of a replaced module that comes',
    files: {
      'go.mod': `${mod('1.21')}\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ./lib\n`,
      'main.go': 'package main\n\nimport _ "example.com/lib/sub"\n\nfunc main() {}\n',
      'lib/go.mod': 'module example.com/lib\n\ngo 1.21\n',
    },
    change: (dir) => {
      mkdirSync(join(dir, 'lib/sub'));
      writeFileSync(join(dir, 'lib/sub/sub.go'), 'package sub\n');
    },
    words: null,
  },
  {
    title: 'a setting in the go.mod that -modfile names',
    files: { 'main.go': MAIN, 'other.mod': mod('1.21') },
    flags: '-modfile=other.mod',
    change: (dir) => writeFileSync(join(dir, 'other.mod'), `${mod('1.21')}\ngodebug nosuch=1\n`),
    words: 'unknown godebug "nosuch"',
  },
  {
    title: 'an overlay that names a missing file',
    files: { 'main.go': MAIN, 'overlay.json': '{}' },
    flags: '-overlay=overlay.json',
    change: (dir) => writeFileSync(join(dir, 'overlay.json'), '{"Replace": {"main.go": "gone.go"}}'),
    words: 'gone.go',
  },
  {
    title: 'an unknown setting in a library',
    files: { 'main.go': MAIN, 'lib/lib.go': 'package lib\n' },
    change: (dir) => writeFileSync(join(dir, 'lib/lib.go'), '//go:debug nosuch=1\n\npackage lib\n'),
    words: 'unknown //go:debug setting "nosuch"',
  },
];

describe.concurrent('a check from kept facts sees at once', () => {
  test.each(LATER)('$title', { timeout: 120_000 }, async ({ files, flags = '', change, words, command }) => {
    const { dir, env, go } = place(NEWEST, { 'go.mod': mod('1.21'), ...files }, { GOFLAGS: flags });
    const check = async () => (await runCli(['check', '--only', 'build_env,build'], dir, env)).exitCode;
    const built = () => go(...(command ?? ['build', '-o', '/dev/null', './...']));
    expect(built().status).toBe(words === null ? 1 : 0);
    const before = words === null ? 1 : 0;
    expect(await check()).toBe(before);
    // Twice: what has just been written is not kept.
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([await check(), await check()]).toEqual([before, before]);
    change(dir);
    const { status, stderr } = built();
    expect({ status, stderr }).toMatchObject({ status: words === null ? 0 : 1 });
    if (words !== null) expect(stderr).toContain(words);
    expect(await check()).not.toBe(before);
  });

  test('the first main package changes nothing that was approved', { timeout: 120_000 }, async () => {
    const { dir, env } = place(NEWEST, { 'go.mod': mod('1.21'), 'lib/lib.go': 'package lib\n' });
    await runCli(['baseline', 'write'], dir, env);
    writeFileSync(join(dir, 'main.go'), MAIN);
    expect(await runCli(['check', '--only', 'build'], dir, env)).toMatchObject({ exitCode: 0 });
  });
});

describe.concurrent('a profile', () => {
  test('that is a Git LFS pointer is refused by Go, and told', { timeout: 120_000 }, async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n';
    const { dir, env, go } = place(NEWEST, {
      'go.mod': mod('1.21'),
      'main.go': MAIN,
      'default.pgo': pointer,
    });
    expect(go('build', '-o', '/dev/null', './...')).toMatchObject({ status: 1 });
    const { stdout, exitCode } = await runCli(['check', '--only', 'build'], dir, env);
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringContaining('default.pgo: a Git LFS pointer'),
      exitCode: 1,
    });
  });

  test('in force is the one that the binary names', { timeout: 180_000 }, async () => {
    const { dir, home, env, go } = place(NEWEST, { 'go.mod': mod('1.27.0'), 'main.go': MAIN });
    const profile = join(dir, 'default.pgo');
    // A profile by the program's own hand: what pprof writes.
    const writer = directory({
      'go.mod': mod('1.21'),
      'main.go':
        'package main\n\nimport (\n\t"os"\n\t"runtime/pprof"\n)\n\nfunc main() {\n\tf, _ := os.Create(os.Args[1])\n\tpprof.StartCPUProfile(f)\n\tpprof.StopCPUProfile()\n\tf.Close()\n}\n',
    });
    execFileSync('go', ['run', '.', profile], { cwd: writer, env });
    const built = join(home, 'shop');
    expect(go('build', '-o', built, '.')).toMatchObject({ status: 0, stderr: '' });
    expect(go('version', '-m', built).stdout).toContain(`build\t-pgo=${profile}`);
    const digest = execFileSync('sha256sum', [profile], { encoding: 'utf8' }).slice(0, 64);
    expect((await buildFacts(dir, env)).get('pgo@.')).toBe(`sha256:${digest}`);
    expect((await buildFacts(dir, { ...env, GOFLAGS: '-pgo=off' })).get('pgo@.')).toBeUndefined();
    rmSync(profile);
    expect((await buildFacts(dir, env)).get('pgo@.')).toBeUndefined();
  });
});

describe.concurrent('GOFIPS140 is the module that it means in this SDK', () => {
  test.each([
    ['go1.25.4', 'inprocess', 'v1.0.0-c2097c7c'],
    ['go1.25.4', 'v1.0.0', 'v1.0.0-c2097c7c'],
    [NEWEST, 'inprocess', 'v1.26.0'],
    [NEWEST, 'certified', 'v1.0.0-c2097c7c'],
    [NEWEST, 'latest', 'latest'],
    [NEWEST, 'off', undefined],
  ])('%s: %s', { timeout: 120_000 }, async (sdk, value, module) => {
    const { dir, home, env, go } = place(
      sdk,
      { 'go.mod': mod('1.24'), 'main.go': MAIN },
      { GOFIPS140: value },
    );
    const facts = await buildFacts(dir, env);
    expect(facts.get('fips140')).toBe(module);
    expect(facts.get('godebug.fips140')).toBe(module === undefined ? undefined : 'on');
    expect(go('build', '-o', join(home, 'shop'), '.')).toMatchObject({ status: 0 });
    const info = go('version', '-m', join(home, 'shop')).stdout;
    expect(/\tGOFIPS140=(.*)/.exec(info)?.[1]).toBe(module);
  });

  test('another file than the SDK recorded is critical', async () => {
    const sum = join(sdkRoot(NEWEST), 'lib/fips140/fips140.sum');
    expect(readFileSync(sum, 'utf8')).toContain('v1.26.0.zip');
    const root = directory();
    execFileSync('cp', ['-rs', `${sdkRoot(NEWEST)}/.`, root]);
    for (const name of ['bin/go', 'lib/fips140/v1.26.0.zip', 'lib/fips140/fips140.sum']) {
      const file = join(root, name);
      const content = readFileSync(file);
      rmSync(file);
      writeFileSync(file, content, { mode: 0o755 });
    }
    appendFileSync(join(root, 'lib/fips140/v1.26.0.zip'), 'x');
    const dir = directory({ 'go.mod': mod('1.24'), 'main.go': MAIN });
    const env = sdkEnv(join(root, 'bin'), directory(), {
      GOTOOLCHAIN: 'local',
      GOFIPS140: 'v1.26.0',
      GOFLAGS: '',
    });
    const { stdout, exitCode } = await runCli(['check', '--only', 'build'], dir, env);
    expect({ stdout, exitCode }).toEqual({
      stdout: expect.stringMatching(
        /fips140 {2}is \$GOROOT\/lib\/fips140\/v1\.26\.0\.zip sha256:[0-9a-f]{64}.*\[critical\]/,
      ),
      exitCode: 1,
    });
  });
});
