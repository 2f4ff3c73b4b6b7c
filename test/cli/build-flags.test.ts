import { spawnSync } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { followAdvice } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

const NEWEST = 'go1.27.4';
const OLD = 'go1.20.14';
prepareToolchains(OLD, NEWEST);

const directory = fileDirectories();
const MOD = 'module example.com/shop\n\ngo 1.20\n';
const MAIN = 'package main\n\nfunc main() {}\n';

interface State {
  readonly flags: string;
  /** Part of Go's own words, in what `go build` prints and in the finding. */
  readonly words: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const NO_CGO = { CGO_ENABLED: '0' };

/** `go version` accepts them all. */
const REFUSED: readonly State[] = [
  { flags: '-mod=foo', words: '-mod=foo not supported' },
  { flags: '-tags', words: 'flag needs an argument: -tags' },
  { flags: '-race=maybe', words: 'invalid boolean value "maybe" for flag -race' },
  { flags: '-race', words: '-race requires cgo', env: NO_CGO },
  { flags: '-msan', words: '-msan requires cgo', env: NO_CGO },
  { flags: '-overlay=none.json', words: 'open none.json: no such file or directory' },
  { flags: '-overlay=bad.json', words: 'parsing overlay JSON', files: { 'bad.json': '{' } },
  { flags: '-modfile=none.mod', words: 'none.mod: no such file or directory' },
  { flags: '-buildmode=foo', words: 'buildmode=foo not supported' },
  { flags: '-buildmode=plugin', words: '-buildmode=plugin requires external (cgo) linking', env: NO_CGO },
  { flags: '-linkshared', words: '-linkshared requires external (cgo) linking', env: NO_CGO },
  { flags: '-trimpath=x', words: 'invalid boolean value "x" for flag -trimpath' },
  { flags: '-p=0', words: '-p must be a positive integer: 0' },
  { flags: '-buildvcs=maybe', words: 'for flag -buildvcs' },
  { flags: '-toolexec=/none/wrap', words: 'fork/exec /none/wrap: no such file or directory' },
  {
    flags: '-toolexec=no-such-program',
    words: 'exec: "no-such-program": executable file not found in $PATH',
  },
  { flags: '-compiler=gccgo', words: '"gccgo": executable file not found in $PATH' },
  { flags: '-compiler=tinygo', words: 'unknown compiler "tinygo"' },
  { flags: '-ldflags=-foo', words: 'flag provided but not defined: -foo' },
  { flags: '-ldflags=-X', words: '-X flag requires argument of the form importpath.name=value' },
  { flags: '-ldflags=-linkmode=foo', words: 'invalid linkmode: "foo"' },
  { flags: '-gcflags=-foo', words: 'flag provided but not defined: -foo' },
  { flags: '-gcflags=-d=foo', words: 'unknown debug key foo' },
  { flags: '-gcflags=all=-m=x', words: 'invalid count "x"' },
  { flags: '-pgo=none.pgo', words: 'none.pgo' },
  { flags: '-pgo=go.mod', words: 'go.mod' },
  { flags: '-gcflags=example.com/shop=-foo', words: 'flag provided but not defined: -foo' },
  { flags: '-gcflags=./...=-foo', words: 'flag provided but not defined: -foo' },
  { flags: '-gcflags=-lang=go1.99', words: 'invalid value "go1.99" for -lang: max known version is "go1.' },
  { flags: '-ldflags=example.com/shop=-foo', words: 'flag provided but not defined: -foo' },
];

/** A build takes them, and so does godrift. */
const ACCEPTED: readonly State[] = [
  { flags: '-trimpath -buildvcs=false', words: '' },
  { flags: '-tags=netgo,osusergo', words: '' },
  { flags: "'-ldflags=-s -w -X main.version=1'", words: '' },
  { flags: '-gcflags=all=-N', words: '' },
  { flags: '-mod=readonly', words: '' },
  { flags: '-mod=mod', words: '' },
  { flags: '-modfile=other.mod', words: '', files: { 'other.mod': MOD } },
  { flags: '-overlay=empty.json', words: '', files: { 'empty.json': '{}' } },
  { flags: '-buildmode=pie', words: '' },
  { flags: '-p=2', words: '' },
  { flags: '-pgo=off', words: '' },
  { flags: '-gcflags=example.com/other=-foo', words: '' },
  // Of other commands: a build takes no notice.
  { flags: '-f={{.Name}}', words: '' },
  { flags: '-versions', words: '' },
];

function place({ flags, files = {}, env = {} }: State, sdk: string, where: 'environment' | 'goenv' | 'both') {
  const dir = directory({ 'go.mod': MOD, 'main.go': MAIN, ...files });
  const home = directory();
  const goenv = join(home, '.config/go/env');
  mkdirSync(join(home, '.config/go'), { recursive: true });
  if (where !== 'environment') writeFileSync(goenv, `GOFLAGS=${flags}\n`);
  const variables = {
    ...sdkEnv(join(sdkRoot(sdk), 'bin'), home, env),
    GOTOOLCHAIN: 'local',
    ...(where === 'goenv' ? {} : { GOFLAGS: flags }),
  };
  const go = (...args: string[]) =>
    spawnSync('go', args, { cwd: dir, env: { ...variables, GOPROXY: 'off' }, encoding: 'utf8' });
  return { dir, env: variables, go };
}

interface Finding {
  readonly key: string;
  readonly severity: string;
  readonly actual: string;
  readonly origin: string;
  readonly fix: string;
}

async function goflagsFindings(dir: string, env: Record<string, string>) {
  const { stdout, exitCode } = await runCli(['check', '--json', '--only', 'build_env,build'], dir, env);
  const [project] = JSON.parse(stdout).projects;
  const found = (project.findings as Finding[]).filter(({ severity }) => severity === 'error');
  return { exitCode, found };
}

describe.concurrent('GOFLAGS that a build refuses is an error, with the words of Go and the way out', () => {
  const states = REFUSED.flatMap((state, index) => [
    { ...state, sdk: NEWEST, where: 'environment' as const },
    // Go 1.20 builds a plugin without cgo.
    ...(index % 3 > 0 || state.flags === '-buildmode=plugin'
      ? []
      : [{ ...state, sdk: OLD, where: 'goenv' as const }]),
  ]);
  test.each(states)('$sdk, $where: $flags', { timeout: 120_000 }, async ({ sdk, where, ...state }) => {
    const { dir, env, go } = place(state, sdk, where);
    expect(go('version')).toMatchObject({ status: 0 });
    const built = go('build', '-o', '/dev/null', '.');
    expect(built.status, built.stderr).not.toBe(0);
    expect(built.stderr).toContain(state.words);

    const { exitCode, found } = await goflagsFindings(dir, env);
    expect({ exitCode, found }).toEqual({
      exitCode: 1,
      found: [
        expect.objectContaining({
          key: 'GOFLAGS',
          actual: expect.stringContaining(state.words),
          origin: where === 'environment' ? 'environment' : '~/.config/go/env:1',
        }),
      ],
    });
    // In one shell, as a user does it.
    const then = followAdvice(found[0]?.fix ?? '', dir, env);
    expect(await goflagsFindings(dir, then)).toEqual({ exitCode: 0, found: [] });
  });

  test('in the shell and in the env file: both are unset', { timeout: 120_000 }, async () => {
    const { dir, env } = place({ flags: '-mod=foo', words: '' }, NEWEST, 'both');
    const { found } = await goflagsFindings(dir, env);
    expect(found.map(({ fix }) => fix)).toEqual(['unset GOFLAGS; go env -u GOFLAGS  # ~/.config/go/env:1']);
  });

  test('of other commands: nothing is written, compiled or started', { timeout: 120_000 }, async () => {
    const flags = '-debug-trace=trace.json -export -compiled -toolexec=./mark';
    const mark = '#!/bin/sh\ntouch marked\nexec "$@"\n';
    const { dir, env } = place({ flags, words: '', files: { mark } }, NEWEST, 'environment');
    chmodSync(join(dir, 'mark'), 0o755);
    const GOCACHE = directory();
    expect(await goflagsFindings(dir, { ...env, GOCACHE })).toEqual({ exitCode: 0, found: [] });
    expect(readdirSync(dir).toSorted()).toEqual(['go.mod', 'main.go', 'mark']);
    // What `go env` finds out of the C compiler is all that is kept.
    const other = { ...env, GOFLAGS: '', GOCACHE: directory() };
    spawnSync('go', ['env', '-json'], { cwd: dir, env: other });
    expect(globSync('*/*', { cwd: GOCACHE }).length).toBe(globSync('*/*', { cwd: other.GOCACHE }).length);
  });

  test('tags that leave no Go file', { timeout: 120_000 }, async () => {
    const files = { 'main.go': `//go:build !none\n\n${MAIN}` };
    const { dir, env, go } = place({ flags: '-tags=none', words: '', files }, NEWEST, 'environment');
    expect(go('build', '-o', '/dev/null', '.').stderr).toContain('build constraints exclude all Go files');
    expect(await goflagsFindings(dir, env)).toMatchObject({
      exitCode: 1,
      found: [{ key: 'GOFLAGS', actual: 'build constraints exclude all Go files' }],
    });
  });

  test('a secret in them is never printed', { timeout: 120_000 }, async () => {
    const flags = "'-ldflags=-foo -X main.key=hunter2'";
    const { dir, env } = place({ flags, words: '' }, NEWEST, 'environment');
    for (const format of ['pretty', 'json', 'sarif', 'junit', 'github']) {
      const { stdout, stderr } = await runCli(['check', '--format', format], dir, env);
      expect(stdout).toContain('-foo');
      expect(stdout + stderr).not.toContain('hunter2');
    }
  });
});

describe.concurrent('GOFLAGS that a build takes is no finding', () => {
  const states = ACCEPTED.map((state, index) => ({ ...state, sdk: index % 3 === 0 ? OLD : NEWEST }));
  test.each(states)('$sdk: $flags', { timeout: 120_000 }, async ({ sdk, ...state }) => {
    const { dir, env, go } = place(state, sdk, 'environment');
    expect(go('build', '-o', '/dev/null', '.')).toMatchObject({ status: 0 });
    expect(await goflagsFindings(dir, env)).toEqual({
      exitCode: state.flags === '-mod=mod' ? 1 : 0,
      found: [],
    });
  });
});
