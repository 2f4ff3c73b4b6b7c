import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { followAdvice } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot } from '../support/sdks.ts';

// The last is a toolchain, too: Go verifies it from the module cache.
prepareToolchains('go1.21.13', 'go1.23.12', MACHINE_GO);

const directory = fileDirectories();

/** A value that Go refuses, Go's own words, and whether `go version` already fails. */
const REFUSED: readonly (readonly [name: string, value: string, words: string, everywhere: boolean])[] = [
  ['GOPATH', '~/go', 'GOPATH entry cannot start with shell metacharacter', true],
  ['GOPATH', 'go', 'GOPATH entry is relative', true],
  ['GOOS', 'Linux', 'unsupported GOOS/GOARCH pair Linux/', false],
  ['GOARCH', 'x86_64', 'unsupported GOOS/GOARCH pair ', false],
  ['GO111MODULE', 'true', 'unknown environment setting GO111MODULE=true', false],
  ['GOFIPS140', 'v9.9.9', 'GOFIPS140', false],
  ['GOTMPDIR', '/nowhere', 'creating work dir: stat /nowhere: no such file or directory', false],
  ['GOFLAGS', 'bad', 'parsing $GOFLAGS: non-flag "bad"', true],
  ['GOEXPERIMENT', 'nowhere', 'unknown GOEXPERIMENT', true],
  ['GOROOT', '/nowhere', 'cannot find GOROOT directory: /nowhere', true],
  ['GOTOOLCHAIN', 'bash', 'invalid GOTOOLCHAIN "bash"', true],
  ['GOWORK', 'work', 'invalid GOWORK: not an absolute path', true],
  ['GOWORK', '/nowhere/go.work', 'reading go.work: open /nowhere/go.work: no such file or directory', false],
];

function place(values: Readonly<Record<string, string>>, goenv: string | null, sdk = MACHINE_GO) {
  const dir = directory({ 'go.mod': 'module m\n\ngo 1.20\n', 'm.go': 'package main\n\nfunc main() {}\n' });
  const home = directory();
  mkdirSync(join(home, '.config/go'), { recursive: true });
  const file = join(home, '.config/go/env');
  if (goenv !== null) writeFileSync(file, goenv);
  return { dir, file, env: sdkEnv(join(sdkRoot(sdk), 'bin'), home, values) };
}

async function check(dir: string, env: Record<string, string>, ...args: readonly string[]) {
  const { stdout, exitCode } = await runCli(['check', '--json', ...args], dir, env);
  const [project] = JSON.parse(stdout).projects;
  return { exitCode, findings: project.findings, dimensions: project.dimensions };
}

describe.each(['the shell', 'GOENV'])('a variable that Go refuses, set in %s', (where) => {
  test.concurrent.each(REFUSED)('%s=%s', async (name, value, words, everywhere) => {
    const inShell = where === 'the shell';
    const { dir, file, env } = place(
      inShell ? { [name]: value } : {},
      inShell ? null : `CC=cc\n${name}=${value}\n`,
    );
    const first = await check(dir, env);
    const finding = first.findings.find(
      ({ key, dimension }: Record<string, string>) => dimension === 'build_env' && key === name,
    );
    expect(first.exitCode).toBe(1);
    expect(finding).toMatchObject({
      severity: 'error',
      origin: inShell ? 'environment' : '~/.config/go/env:2',
    });
    if (name !== 'GOTOOLCHAIN') expect(finding.actual).toContain(words);

    const only = await check(dir, env, '--only', 'go_version');
    const [dimension] = only.dimensions;
    expect([name, dimension.state === 'in_sync' && everywhere]).toEqual([name, false]);

    const { stdout, exitCode } = await runCli(['explain', name, '--json'], dir, env);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ key: name, value, origin: finding.origin });
    expect(JSON.parse(stdout).layers.find(({ counts }: { counts: boolean }) => counts)).toMatchObject({
      value,
      ...(inShell ? {} : { file, line: 2 }),
    });

    // GOWORK cannot be written by `go env`: the line goes by hand.
    if (!inShell && name === 'GOWORK') {
      expect(finding.fix).toBe('remove ~/.config/go/env:2');
      return;
    }
    const after = await check(dir, followAdvice(finding.fix, dir, env));
    expect(after.findings.filter(({ key }: { key: string }) => key === name)).toEqual([]);
    if (!inShell) expect(readFileSync(file, 'utf8')).toBe('CC=cc\n');
  });
});

test.each(['go1.21.13', 'go1.23.12'])('%s refuses the same', async (sdk) => {
  const { dir, env } = place({}, 'GOPATH=~/go\nGOOS=Linux\nGOFLAGS=bad\nGO111MODULE=true\n', sdk);
  const { exitCode, findings } = await check(dir, env);
  expect(exitCode).toBe(1);
  const errors = findings.filter(
    ({ severity, dimension }: Record<string, string>) => severity === 'error' && dimension === 'build_env',
  );
  expect(errors.map(({ key, origin }: Record<string, string>) => [key, origin]).sort()).toEqual([
    ['GO111MODULE', '~/.config/go/env:4'],
    ['GOFLAGS', '~/.config/go/env:3'],
    ['GOOS', '~/.config/go/env:2'],
    ['GOPATH', '~/.config/go/env:1'],
  ]);
});

test('a refused variable blinds nothing that can be known without it', async () => {
  const { dir, env } = place({}, 'GOOS=Linux\n');
  writeFileSync(join(dir, '.go-version'), '1.25\n');
  const { findings, dimensions } = await check(dir, env);
  expect(findings.map(({ id }: { id: string }) => id)).toContain('go_version.running.mismatch');
  expect(dimensions.filter(({ state }: { state: string }) => state === 'unknown')).toEqual([]);
});

test('of GOOS and GOARCH the one is named that Go does not know', async () => {
  const first = place({ GOOS: 'linux', GOARCH: 'x86_64' }, null);
  const second = place({ GOOS: 'Linux', GOARCH: 'arm64' }, null);
  for (const [{ dir, env }, name] of [
    [first, 'GOARCH'],
    [second, 'GOOS'],
  ] as const) {
    const { findings } = await check(dir, env, '--only', 'build_env');
    const errors = findings.filter(({ severity }: { severity: string }) => severity === 'error');
    expect(errors.map(({ key }: { key: string }) => key)).toEqual([name]);
  }
});

/** Set and without effect, and what Go uses. */
const UNUSED: readonly (readonly [name: string, value: string, used: string | null])[] = [
  ['CGO_ENABLED', 'false', '1'],
  ['CGO_ENABLED', 'no', '1'],
  ['GOVERSION', 'go1.2.3', MACHINE_GO],
  ['GOTOOLDIR', '/tmp', null],
  ['GOHOSTOS', 'plan9', null],
  ['GOHOSTARCH', 'mips', null],
  ['GOEXE', '.exe', null],
  ['GOMOD', '/tmp/go.mod', null],
  ['GOTELEMETRY', 'on', 'local'],
];

test.concurrent.each(UNUSED)(
  '%s=%s counts for nothing, and check and explain say so',
  async (name, value, used) => {
    const { dir, env } = place({ [name]: value }, null);
    const { exitCode, findings } = await check(dir, env, '--only', 'build_env');
    expect(exitCode).toBe(0);
    expect(findings).toEqual([
      expect.objectContaining({ id: `build_env.${name}.mismatch`, severity: 'info', origin: 'environment' }),
    ]);
    expect(findings[0].actual).toContain(value);
    const { stdout } = await runCli(['explain', name, '--json'], dir, env);
    const report = JSON.parse(stdout);
    expect(report.unused).toBe(value);
    expect(report.value).not.toBe(value);
    if (used !== null) expect(report).toMatchObject({ value: used, origin: 'default' });
    const after = await check(dir, followAdvice(findings[0].fix, dir, env), '--only', 'build_env');
    expect(after.findings).toEqual([]);
  },
);

test.each([`${sdkRoot(MACHINE_GO)}/`, sdkRoot(MACHINE_GO).replace(/\/([^/]+)$/, '/./$1')])(
  'GOPATH=%s is GOROOT in another spelling',
  async (GOPATH) => {
    const { dir, env } = place({ GOPATH }, null);
    const { exitCode, findings } = await check(dir, env, '--only', 'build_env');
    expect(exitCode).toBe(1);
    expect(findings).toEqual([
      expect.objectContaining({ key: 'GOPATH', severity: 'error', actual: GOPATH, fix: 'unset GOPATH' }),
    ]);
  },
);

test.each([
  ['GOOS', 'linus', 'Linux'],
  ['GOFLAGS', '-bar', '-foo'],
  ['GOTOOLCHAIN', 'zsh', 'bash'],
])('%s refused in the shell and in GOENV: the advice clears both', async (name, shell, file) => {
  const { dir, env } = place({ [name]: shell }, `${name}=${file}\n`);
  const { findings } = await check(dir, env, '--only', 'build_env');
  const { fix } = findings.find(({ key }: { key: string }) => key === name);
  const { stdout } = await runCli(['explain', name, '--json'], dir, env);
  expect(JSON.parse(stdout)).toMatchObject({ fix, refused: expect.stringContaining(shell) });
  const after = await check(dir, followAdvice(fix, dir, env), '--only', 'build_env');
  expect(after.findings).toEqual([]);
});

test.each(['~/go', 'go'])(
  'GOPATH=%s leaves nothing in the project, though selection verifies a toolchain',
  async (GOPATH) => {
    const { dir, env } = place({ GOPATH, GOTOOLCHAIN: 'auto' }, null, 'go1.23.12');
    writeFileSync(join(dir, 'go.mod'), `module m\n\ngo ${MACHINE_GO.slice(2)}\n`);
    for (const args of [
      ['check'],
      ['explain'],
      ['doctor'],
      ['rollback', 'sdk', '--to', 'go1.21.13', '--dry-run'],
    ])
      await runCli(args, dir, env);
    expect(readdirSync(dir).sort()).toEqual(['go.mod', 'm.go']);
  },
);

test.each([
  '-ldflags=-X main.key=hunter2',
  '-ldflags=-X=main.key=a hunter2',
  "'-ldflags=-X main.key=hunter2",
])('what Go says of GOFLAGS=%s shows no secret', async (GOFLAGS) => {
  const { dir, env } = place({ GOFLAGS }, null);
  for (const args of [
    ['check'],
    ['check', '--json'],
    ['explain'],
    ['explain', 'GOFLAGS', '--json'],
    ['doctor'],
  ]) {
    const { stdout, stderr } = await runCli(args, dir, env);
    expect(stdout + stderr).toContain('parsing $GOFLAGS: ');
    expect(stdout + stderr).not.toContain('hunter2');
  }
});
