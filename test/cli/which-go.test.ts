import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot, shimDirectory } from '../support/sdks.ts';

/** All of them in the nightly run; else those that differ from each other in what they know of selection. */
const isNightly = process.env.GODRIFT_SDKS === 'all';
const OLD = ['go1.20.14', ...(isNightly ? ['go1.18.10'] : [])];
const SWITCHING = [
  'go1.21.0',
  'go1.23.12',
  ...(isNightly ? ['go1.21.13', 'go1.22.12', 'go1.24.0', 'go1.25.4', 'go1.27.4'] : []),
  MACHINE_GO,
];
const NEXT = 'go1.27.4';
const CACHED = 'go1.25.4';

prepareToolchains(...new Set([...OLD, ...SWITCHING, CACHED, NEXT].filter((name) => name !== MACHINE_GO)));

const directory = fileDirectories();

type Variables = Readonly<Record<string, string>>;

interface State {
  readonly title: string;
  readonly sdk: string;
  /** Lines of go.mod after `module m`. */
  readonly mod: string;
  readonly env?: Variables;
  /** The file that `go env -w` writes. */
  readonly goenv?: string;
  readonly files?: Variables;
  readonly via?: 'goenv' | 'asdf' | 'script';
}

/** What real Go does in a state. */
interface Truth {
  /** What `go version` says; null where it fails. */
  readonly version: string | null;
  /** `go build` starts. */
  readonly builds: boolean;
  /** A toolchain that the network might bring. */
  readonly offline: boolean;
}

function place({ sdk, mod, env = {}, goenv, files = {}, via }: State) {
  const dir = directory({
    'go.mod': `module m\n\n${mod}\n`,
    'm.go': 'package main\n\nfunc main() {}\n',
    ...files,
  });
  const home = directory();
  mkdirSync(join(home, '.config/go'), { recursive: true });
  if (goenv !== undefined) writeFileSync(join(home, '.config/go/env'), goenv);
  const bin =
    via === undefined
      ? join(sdkRoot(sdk), 'bin')
      : shimDirectory(home, via, [...new Set([sdk, CACHED, NEXT])]);
  return { dir, home, env: sdkEnv(bin, home, { GOENV_DEFAULT: sdk.slice(2), ...env }) };
}

function askGo(dir: string, env: Variables): Truth {
  const go = (args: readonly string[]) =>
    spawnSync('go', args, { cwd: dir, env: { GOFLAGS: '', ...env, GOPROXY: 'off' }, encoding: 'utf8' });
  const version = go(['version']);
  const build = go(['build', '-o', '/dev/null', '.']);
  const hopeless = /^go\d+\.\d+$/.test(/download (go\S+) for/.exec(version.stderr)?.[1] ?? '');
  return {
    version: version.status === 0 ? (/^go version (.+) \S+$/m.exec(version.stdout)?.[1] ?? '') : null,
    builds: build.status === 0,
    offline:
      /toolchain not available/.test(version.stderr) &&
      !hopeless &&
      env.GOSUMDB !== 'off' &&
      env.GOPROXY !== 'off',
  };
}

function isBehind(version: string, { mod, env = {} }: State): boolean {
  const [, minor = ''] = /^go 1\.(\d+)/.exec(mod) ?? [];
  const [, own = ''] = /^go1\.(\d+)/.exec(version) ?? [];
  return env.GO111MODULE !== 'off' && Number(own) < Number(minor);
}

async function askGodrift(dir: string, env: Record<string, string>) {
  const [check, explain, doctor] = await Promise.all(
    [
      ['check', '--json'],
      ['explain', '--json'],
      ['doctor', '--json'],
    ].map((args) => runCli(args, dir, env)),
  );
  return {
    check: JSON.parse(check?.stdout ?? ''),
    explain: JSON.parse(explain?.stdout ?? ''),
    doctor: JSON.parse(doctor?.stdout ?? ''),
  };
}

const MODS = [
  'go 1.16',
  'go 1.22',
  'go 1.25.4',
  'go 1.26.77',
  'go 1.18\n\ntoolchain go1.25.4',
  'go 1.22.7\n\ntoolchain go1.23.1',
  'go 1.22\n\ntoolchain go1.22.12',
];
const SETTINGS: readonly Variables[] = [
  {},
  { GOTOOLCHAIN: 'local' },
  { GOTOOLCHAIN: 'path' },
  { GOTOOLCHAIN: CACHED },
  { GOTOOLCHAIN: 'go1.26.77' },
  { GOTOOLCHAIN: 'go1.22.12+auto' },
  { GOTOOLCHAIN: 'bash' },
  { GO111MODULE: 'off' },
  { GOSUMDB: 'off' },
  { GOPROXY: 'off' },
];
const REFUSED: readonly Variables[] = [
  { GOPATH: '~/go' },
  { GOPATH: 'relative' },
  { GOOS: 'Linux' },
  { GOARCH: 'x86_64' },
  { GO111MODULE: 'true' },
  { GOFIPS140: 'v9.9.9' },
  { GOTMPDIR: '/nowhere' },
  { GOFLAGS: 'bad' },
  { GOEXPERIMENT: 'nowhere' },
  { GOROOT: '/nowhere' },
  { GOWORK: 'relative' },
  { GOCACHE: 'relative' },
];

function named(values: Variables): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

const states: State[] = [
  ...[...OLD, ...SWITCHING].flatMap((sdk) =>
    MODS.map((mod) => ({ title: `${sdk}, ${mod.replaceAll(/\s+/g, ' ')}`, sdk, mod })),
  ),
  ...[OLD[0] ?? '', ...(isNightly ? SWITCHING : ['go1.23.12', MACHINE_GO])].flatMap((sdk) =>
    SETTINGS.flatMap((env) =>
      (isNightly ? MODS : ['go 1.25.4']).map((mod) => ({
        title: `${sdk}, ${mod.replaceAll(/\s+/g, ' ')}, ${named(env)}`,
        sdk,
        mod,
        env,
      })),
    ),
  ),
  ...(isNightly ? [...OLD, ...SWITCHING] : [MACHINE_GO]).flatMap((sdk) =>
    // Go 1.18 refuses that one only when it builds, which `go env` does not show.
    REFUSED.filter(({ GOCACHE }) => GOCACHE === undefined || sdk !== 'go1.18.10').flatMap((env) => [
      { title: `${sdk}, ${named(env)} in the shell`, sdk, mod: 'go 1.16', env },
      { title: `${sdk}, ${named(env)} in GOENV`, sdk, mod: 'go 1.16', goenv: `${named(env)}\n` },
    ]),
  ),
  ...(['goenv', 'asdf', 'script'] as const).flatMap((via) =>
    [OLD[0] ?? '', 'go1.23.12', MACHINE_GO].flatMap((sdk) =>
      ['go 1.16', 'go 1.25.4'].map((mod) => ({
        title: `${sdk} through ${via}, ${mod}`,
        sdk,
        mod,
        via,
        env: { ASDF_GOLANG_VERSION: sdk.slice(2) },
      })),
    ),
  ),
];

describe('explain, check and doctor say what go version says', () => {
  test.concurrent.each(states)('$title', async (state) => {
    const { dir, env } = place(state);
    const truth = askGo(dir, env);
    const { check, explain, doctor } = await askGodrift(dir, env);
    const dimension = check.projects[0].dimensions.find(({ id }: { id: string }) => id === 'go_version');
    const running = check.projects[0].findings.find(
      ({ dimension: id, key, kind }: Record<string, string>) =>
        id === 'go_version' && key === 'running' && kind !== 'missing',
    );
    const toolchain = doctor.checks.find(({ name }: { name: string }) => name === 'toolchain');
    expect({
      running: explain.running,
      exitIsZero: check.exitCode === 0 && !truth.builds,
      offline: dimension.reason === 'offline',
      doctor: toolchain.ok,
      ...(running === undefined || truth.version === null ? {} : { compared: running.actual }),
    }).toEqual({
      running: truth.version,
      exitIsZero: false,
      offline: truth.offline,
      // Before 1.21 Go may build code of a newer language by chance; check calls it an error all the same.
      doctor: truth.builds && truth.version !== null && !isBehind(truth.version, state),
      ...(running === undefined || truth.version === null ? {} : { compared: truth.version }),
    });
    if (truth.version === null) expect(dimension.state).not.toBe('in_sync');
    expect(readdirSync(dir).sort()).toEqual(['go.mod', 'm.go', ...Object.keys(state.files ?? {})].sort());
  });
});

/** What check says of `running`; null where nothing is found. */
function runningFinding(check: { projects: { findings: Record<string, unknown>[] }[] }) {
  return check.projects[0]?.findings.find(({ id }) => String(id).startsWith('go_version.running.')) ?? null;
}

describe('states that people reported', () => {
  test.concurrent.each(SWITCHING.filter((sdk) => sdk !== NEXT && sdk !== CACHED))(
    '%s switches to the next minor, which is in the module cache',
    async (sdk) => {
      // This machine's own go.env may say local.
      const auto = { GOTOOLCHAIN: 'auto' };
      const { dir, env } = place({ title: '', sdk, mod: `go ${NEXT.slice(2)}`, env: auto });
      const { check, explain } = await askGodrift(dir, env);
      expect(check).toMatchObject({ result: 'ok', exitCode: 0 });
      expect(explain).toMatchObject({ running: NEXT, local: sdk, from: 'module cache' });
      const settings = Object.fromEntries(
        explain.settings.map(({ key, value }: Record<string, string>) => [key, value]),
      );
      expect([settings.GOVERSION, settings.GOROOT]).toEqual([NEXT, sdkRoot(NEXT)]);
      expect(explain.toolchain.selectedBy).toBe('go line in go.mod');
    },
  );

  test.concurrent('an SDK before 1.21 gets no advice that it does not know', async () => {
    const { dir, env } = place({
      title: '',
      sdk: 'go1.20.14',
      mod: 'go 1.22.7\n\ntoolchain go1.23.1',
      env: { GOTOOLCHAIN: 'auto' },
    });
    const { check, explain, doctor } = await askGodrift(dir, env);
    expect(runningFinding(check)).toMatchObject({
      severity: 'error',
      kind: 'behind',
      expected: '1.22.7',
      actual: 'go1.20.14',
      fix: 'install go1.23.1 and put its bin directory first in PATH',
    });
    const modules = check.projects[0].dimensions.find(({ id }: { id: string }) => id === 'modules');
    expect(modules).toMatchObject({ state: 'unknown', reason: 'go_failed' });
    const told = JSON.stringify([
      check.projects[0].findings.map(({ fix }: { fix: string }) => fix),
      doctor.checks,
    ]);
    expect(told).not.toContain('GOTOOLCHAIN=');
    expect(explain).toMatchObject({ running: 'go1.20.14', alternatives: [] });
    expect(explain.steps.map(({ step, effect }: Record<string, string>) => [step, effect])).toEqual([
      ['sdk', 'starts'],
      ['toolchain', 'refused'],
      ['go', 'refused'],
    ]);
    const { stdout } = await runCli(['check'], dir, env);
    expect(stdout).toContain("invalid go version '1.22.7': must match format 1.23");
  });

  test.concurrent('Go 1.21.0 looks for go1.22, which is not a toolchain', async () => {
    const { dir, env } = place({ title: '', sdk: 'go1.21.0', mod: 'go 1.22' });
    const { check, explain } = await askGodrift(dir, env);
    const finding = runningFinding(check);
    expect(check.exitCode).toBe(1);
    expect(finding).toMatchObject({ severity: 'error', kind: 'missing', expected: 'go1.22' });
    expect(finding?.actual).toContain('go1.22 is not a toolchain');
    expect(explain).toMatchObject({ running: null, from: 'missing' });
    const [, command = ''] =
      /^(GOTOOLCHAIN=local go mod edit -toolchain=go1\.22\.\d+)$/.exec(String(finding?.fix)) ?? [];
    expect(spawnSync('sh', ['-c', command], { cwd: dir, env }).status).toBe(0);
    expect(readFileSync(join(dir, 'go.mod'), 'utf8')).toMatch(/^toolchain go1\.22\.\d+$/m);
  });

  test.concurrent.each([
    ['goenv', 'GOENV_VERSION', '.go-version', '1.27.4\n'],
    ['asdf', 'ASDF_GOLANG_VERSION', '.tool-versions', 'golang 1.27.4\n'],
  ] as const)('a shim of %s follows %s against %s', async (via, variable, file, text) => {
    const { dir, env } = place({
      title: '',
      sdk: MACHINE_GO,
      mod: 'go 1.20',
      via,
      files: { [file]: text },
      env: { [variable]: CACHED.slice(2) },
    });
    const { check, explain } = await askGodrift(dir, env);
    expect(runningFinding(check)).toMatchObject({
      severity: 'warning',
      expected: '1.27.4',
      actual: CACHED,
      origin: `${variable} from the environment`,
    });
    expect(explain).toMatchObject({ running: CACHED, local: CACHED });
    expect(explain.steps[0].origin).toBe(`${variable} from the environment`);
  });

  test.concurrent('the data directory of a version manager may be elsewhere', async () => {
    const { dir, home, env } = place({
      title: '',
      sdk: MACHINE_GO,
      mod: 'go 1.20',
      via: 'goenv',
      env: { GOENV_VERSION: CACHED.slice(2) },
    });
    renameSync(join(home, 'sdks'), join(home, 'elsewhere'));
    const { explain } = await askGodrift(dir, { ...env, GOENV_ROOT: join(home, 'elsewhere') });
    expect(explain.running).toBe(CACHED);
  });

  test.concurrent('behind a script the go.env of the SDK that it runs decides', async () => {
    const { dir, env } = place({ title: '', sdk: 'go1.23.12', mod: 'go 1.25.4', via: 'script' });
    const { check, explain } = await askGodrift(dir, env);
    expect(check).toMatchObject({ result: 'ok', exitCode: 0 });
    expect(explain).toMatchObject({
      running: CACHED,
      local: 'go1.23.12',
      toolchain: { GOTOOLCHAIN: 'auto', origin: '$GOROOT/go.env' },
    });
  });

  test.concurrent('GOSUMDB=off keeps Go from ever fetching a toolchain', async () => {
    const { dir, env } = place({
      title: '',
      sdk: 'go1.23.12',
      mod: 'go 1.26.77',
      env: { GOSUMDB: 'off' },
    });
    const { check, explain } = await askGodrift(dir, env);
    const finding = runningFinding(check);
    expect(check.exitCode).toBe(1);
    expect(finding).toMatchObject({ severity: 'error', fix: 'unset GOSUMDB' });
    expect(finding?.actual).toContain('GOSUMDB=off (environment) keeps Go from downloading it');
    expect(explain).toMatchObject({ running: null, from: 'missing' });
    expect(JSON.stringify([finding, explain.unknown])).not.toMatch(/--online|download it:/);
  });

  test.concurrent('a GOTOOLCHAIN that selects a Go before 1.21 counts: the SDK in PATH reads it', async () => {
    const env = { GOTOOLCHAIN: 'go1.20.14' };
    const at = place({ title: '', sdk: MACHINE_GO, mod: 'go 1.20', env });
    const { check, explain } = await askGodrift(at.dir, at.env);
    expect(check).toMatchObject({ result: 'ok', exitCode: 0 });
    expect(explain).toMatchObject({
      running: 'go1.20.14',
      toolchain: { GOTOOLCHAIN: 'go1.20.14', origin: 'environment' },
    });
    const { stdout } = await runCli(['explain', 'GOTOOLCHAIN', '--json'], at.dir, at.env);
    expect(JSON.parse(stdout)).toMatchObject({ value: 'go1.20.14', unused: null });
  });

  test.concurrent.each([
    ['toolchain', 'go1.20.14', 'go 1.20\n\ntoolchain go1.20.14', '1.21'],
    ['tool', 'go1.23.12', 'go 1.20\n\ntool example.com/x', '1.24'],
  ])('a go.mod with a %s directive, which %s does not know', async (directive, sdk, mod, since) => {
    const { dir, env } = place({ title: '', sdk, mod, env: { GOTOOLCHAIN: 'local' } });
    const { check, doctor } = await askGodrift(dir, env);
    expect(check.exitCode).toBe(1);
    expect(runningFinding(check)).toMatchObject({ severity: 'error', kind: 'behind', expected: since });
    const toolchain = doctor.checks.find(({ name }: { name: string }) => name === 'toolchain');
    expect(toolchain).toMatchObject({ ok: false });
    expect(toolchain.message).toContain(`unknown directive: ${directive}`);
  });

  test.concurrent('no advice names a Go that does not know the directives of go.mod', async () => {
    const { dir, env } = place({ title: '', sdk: MACHINE_GO, mod: 'go 1.23\n\ntool example.com/x' });
    const { check } = await askGodrift(dir, env);
    expect(runningFinding(check)).toMatchObject({ severity: 'warning', expected: '1.23' });
    expect(runningFinding(check)?.fix).toContain('go_line: minimum');
  });

  test.concurrent.each([
    ['GOSUMDB=off', 'go 1.26.77', 'GOTOOLCHAIN=local go env -u GOSUMDB'],
    ['GOPROXY=off', 'go 1.26.77', 'GOTOOLCHAIN=local go env -u GOPROXY'],
    // In the module cache: Go verifies it all the same.
    ['GOSUMDB=off', `go ${CACHED.slice(2)}`, 'GOTOOLCHAIN=local go env -u GOSUMDB'],
  ])('%s in GOENV, %s: the advice does not switch itself', async (goenv, mod, fix) => {
    const { dir, home, env } = place({ title: '', sdk: 'go1.23.12', mod, goenv: `${goenv}\n` });
    const { check } = await askGodrift(dir, env);
    expect(check.exitCode).toBe(1);
    const advice = String(runningFinding(check)?.fix);
    expect(advice).toBe(`${fix}  # ~/.config/go/env:1`);
    expect(spawnSync('sh', ['-c', advice], { cwd: dir, env }).status).toBe(0);
    expect(readFileSync(join(home, '.config/go/env'), 'utf8')).toBe('');
  });

  test.concurrent('a language version as GOTOOLCHAIN becomes its first release', async () => {
    const { dir, env } = place({
      title: '',
      sdk: MACHINE_GO,
      mod: 'go 1.20',
      env: { GOTOOLCHAIN: 'go1.25' },
    });
    const { check } = await askGodrift(dir, env);
    expect(runningFinding(check)).toMatchObject({ severity: 'error', fix: 'export GOTOOLCHAIN=go1.25.0' });
  });

  test.concurrent('GOENV that is a directory is no reason to fail, as for Go', async () => {
    const { dir, env } = place({ title: '', sdk: MACHINE_GO, mod: 'go 1.26', env: { GOENV: '/' } });
    const { check, explain } = await askGodrift(dir, env);
    expect(check).toMatchObject({ exitCode: 0 });
    expect(explain.running).toBe(MACHINE_GO);
  });

  test.concurrent('GOROOT of another SDK: doctor says what the build says', async () => {
    const { dir, env } = place({
      title: '',
      sdk: MACHINE_GO,
      mod: 'go 1.20',
      env: { GOROOT: sdkRoot(CACHED) },
    });
    const { doctor } = await askGodrift(dir, env);
    const toolchain = doctor.checks.find(({ name }: { name: string }) => name === 'toolchain');
    expect(toolchain).toMatchObject({ ok: false, fix: 'unset GOROOT' });
    expect(toolchain.message).toContain('does not match go tool version');
  });
});
