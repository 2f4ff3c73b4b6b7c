import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { followAdvice } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot } from '../support/sdks.ts';

const OLD = 'go1.18.10';
const NEW = 'go1.27.4';
prepareToolchains(OLD, NEW, MACHINE_GO);

const directory = fileDirectories();
const PROGRAM = {
  'go.mod': 'module example.com/m\n\ngo 1.17\n',
  'm.go': 'package main\n\nfunc main() {}\n',
};
/** Requires what it does not import: Go refuses before it looks for a package. */
const REQUIRING = {
  ...PROGRAM,
  'go.mod': 'module example.com/m\n\ngo 1.17\n\nrequire example.com/other v1.0.0\n',
};
const OTHER_MODULE = { 'go.mod': 'module example.com/other\n\ngo 1.17\n', 'other.go': 'package other\n' };

interface Place {
  readonly dir: string;
  readonly env: Record<string, string>;
}

/** Where a left-over is: shell, GOENV, or both. */
const WHERE = {
  shell: (name: string, value: string) => ({ shell: { [name]: value }, goenv: '' }),
  GOENV: (name: string, value: string) => ({ shell: {}, goenv: `CC=cc\n${name}=${value}\n` }),
  both: (name: string, value: string) => ({ shell: { [name]: value }, goenv: `CC=cc\n${name}=${value}\n` }),
};
type Where = keyof typeof WHERE;

function place(
  files: Readonly<Record<string, string>>,
  { shell, goenv }: { readonly shell: Readonly<Record<string, string>>; readonly goenv: string },
  sdk: string,
): Place {
  const home = directory();
  mkdirSync(join(home, '.config/go'), { recursive: true });
  if (goenv !== '') writeFileSync(join(home, '.config/go/env'), goenv);
  return {
    dir: directory(files),
    env: sdkEnv(join(sdkRoot(sdk), 'bin'), home, { GOTOOLCHAIN: 'local', GOPROXY: 'off', ...shell }),
  };
}

function go({ dir, env }: Place, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('go', args, { cwd: dir, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

async function buildEnv({ dir, env }: Place, key: string) {
  const { stdout, exitCode } = await runCli(['check', '--json', '--only', 'build_env'], dir, env);
  const { findings } = JSON.parse(stdout).projects[0];
  return { exitCode, found: findings.filter((finding: { key: string }) => finding.key === key) };
}

/** Runs advice as a person would; their shell afterwards. */
function follow({ fix }: { readonly fix: string }, { dir, env }: Place): Place {
  return { dir, env: followAdvice(fix, dir, env) };
}

const FIX: Readonly<Record<Where, (name: string) => string>> = {
  shell: (name) => `unset ${name}`,
  GOENV: (name) => `go env -u ${name}  # ~/.config/go/env:2`,
  both: (name) => `unset ${name}; go env -u ${name}  # ~/.config/go/env:2`,
};
const PLACES = Object.keys(WHERE) as readonly Where[];

describe.each([OLD, NEW])('with %s', (sdk) => {
  describe.each(PLACES)('left in %s', (where) => {
    const origin = where === 'GOENV' ? '~/.config/go/env:2' : 'environment';

    test.concurrent.each([
      ['GOOS', 'windows', false],
      ['GOARCH', process.arch === 'arm64' ? 'riscv64' : 'arm64', false],
      ...(process.arch === 'x64' ? [['GOARCH', '386', true] as const] : []),
    ] as const)('%s=%s is a warning', async (name, value, starts) => {
      const at = place(PROGRAM, WHERE[where](name, value), sdk);
      expect(go(at, 'build', '-o', '/dev/null', './...').status).toBe(0);
      const ran = go(at, 'run', '.');
      const fails = /exec format error/.test(ran.output);
      expect([name, value, ran.status === 0, fails]).toEqual([name, value, starts, !starts]);
      const { exitCode, found } = await buildEnv(at, name);
      expect([exitCode, found]).toEqual([
        1,
        [expect.objectContaining({ severity: 'warning', origin, fix: FIX[where](name) })],
      ]);
      expect(/exec format error/.test(found[0].actual)).toBe(fails);
      const after = follow(found[0], at);
      expect((await buildEnv(after, name)).found).toEqual([]);
      expect(go(after, 'run', '.').status).toBe(0);
    });

    test.concurrent('-mod=vendor without a vendor directory is an error where Go refuses', async () => {
      const at = place(REQUIRING, WHERE[where]('GOFLAGS', '-mod=vendor'), sdk);
      const said = go(at, 'build', './...');
      expect([said.status, /inconsistent vendoring/.test(said.output)]).toEqual([1, true]);
      const { exitCode, found } = await buildEnv(at, 'GOFLAGS');
      expect([exitCode, found]).toEqual([
        1,
        [expect.objectContaining({ severity: 'error', origin, fix: FIX[where]('GOFLAGS') })],
      ]);
      expect(found[0].actual).toContain(
        'inconsistent vendoring in ' +
          `${at.dir}: example.com/other@v1.0.0: is explicitly required in go.mod, but not marked as explicit`,
      );
      expect((await buildEnv(follow(found[0], at), 'GOFLAGS')).found).toEqual([]);
    });

    test.concurrent('-mod=vendor is a warning where Go goes on', async () => {
      const at = place(PROGRAM, WHERE[where]('GOFLAGS', '-mod=vendor'), sdk);
      expect(go(at, 'build', '-o', '/dev/null', './...')).toEqual({ status: 0, output: '' });
      const { found } = await buildEnv(at, 'GOFLAGS');
      expect(found).toMatchObject([{ severity: 'warning', origin, fix: FIX[where]('GOFLAGS') }]);
      expect((await buildEnv(follow(found[0], at), 'GOFLAGS')).found).toEqual([]);
    });

    test.concurrent('-mod=mod is a warning', async () => {
      const at = place(PROGRAM, WHERE[where]('GOFLAGS', '-mod=mod'), sdk);
      const { found } = await buildEnv(at, 'GOFLAGS');
      expect(found).toMatchObject([{ severity: 'warning', origin, fix: FIX[where]('GOFLAGS') }]);
      expect((await buildEnv(follow(found[0], at), 'GOFLAGS')).found).toEqual([]);
    });

    test.concurrent('GO111MODULE=off is an error', async () => {
      const at = place(PROGRAM, WHERE[where]('GO111MODULE', 'off'), sdk);
      const { found } = await buildEnv(at, 'GO111MODULE');
      expect(found).toMatchObject([{ severity: 'error', origin, fix: FIX[where]('GO111MODULE') }]);
      expect((await buildEnv(follow(found[0], at), 'GO111MODULE')).found).toEqual([]);
    });

    test.concurrent.each([
      ['GOPRIVATE', 'example.com\r', 'example.com', 'ends in a carriage return'],
      ['GOFLAGS', '-v\r', '-v', 'ends in a carriage return'],
      ['GONOPROXY', 'example.com ', 'example.com', 'ends in a space'],
      ['CGO_ENABLED', '0\r', '0', 'ends in a carriage return'],
      ['GONOSUMDB', '\texample.com', 'example.com', 'holds a control character'],
    ])('%s=%j is a warning that shows it', async (name, value, visible, what) => {
      const at = place(PROGRAM, WHERE[where](name, value), sdk);
      // The value that Go takes holds it, or it takes none.
      const used = JSON.parse(go(at, 'env', '-json', name).output)[name];
      expect([value, '1']).toContain(used);
      const { exitCode, found } = await buildEnv(at, name);
      expect([exitCode, found]).toEqual([
        1,
        [
          expect.objectContaining({
            severity: 'warning',
            origin,
            expected: JSON.stringify(visible),
            // Flags are masked word by word, without what is between them.
            actual: `${JSON.stringify(name === 'GOFLAGS' ? visible : value)}, which ${what}`,
            fix: `${where === 'GOENV' ? 'go env -w' : 'export'} ${name}='${visible}'`,
          }),
        ],
      ]);
      const after = follow(found[0], at);
      const later = (await buildEnv(after, name)).found;
      expect(later).toEqual([]);
      expect(JSON.parse(go(after, 'env', '-json', name).output)[name]).toBe(visible);
    });
  });

  test.concurrent('before go 1.14 a package that is imported decides about -mod=vendor', async () => {
    const old = { ...REQUIRING, 'go.mod': REQUIRING['go.mod'].replace('go 1.17', 'go 1.13') };
    const spared = place(old, WHERE.GOENV('GOFLAGS', '-mod=vendor'), sdk);
    expect(go(spared, 'build', '-o', '/dev/null', './...').status).toBe(0);
    expect((await buildEnv(spared, 'GOFLAGS')).found).toMatchObject([{ severity: 'warning' }]);
    writeFileSync(
      join(spared.dir, 'm.go'),
      'package main\n\nimport _ "example.com/other"\n\nfunc main() {}\n',
    );
    expect(go(spared, 'build', './...')).toMatchObject({
      status: 1,
      output: expect.stringMatching(/-mod=vendor|\/vendor\/example.com\/other/),
    });
    expect((await buildEnv(spared, 'GOFLAGS')).found).toMatchObject([{ severity: 'error' }]);
  });

  test.concurrent('in a workspace Go says why it refuses -mod=vendor', async () => {
    const files = {
      'go.work': 'go 1.18\n\nuse (\n\t./m\n\t./other\n)\n',
      ...Object.fromEntries(Object.entries(REQUIRING).map(([name, text]) => [`m/${name}`, text])),
      ...Object.fromEntries(Object.entries(OTHER_MODULE).map(([name, text]) => [`other/${name}`, text])),
    };
    const root = place(files, WHERE.GOENV('GOFLAGS', '-mod=vendor'), sdk);
    const at = { ...root, dir: join(root.dir, 'm') };
    const said = go(at, 'build', './...');
    expect(said.status).toBe(1);
    const { found } = await buildEnv(at, 'GOFLAGS');
    expect(found).toMatchObject([{ severity: 'error', fix: FIX.GOENV('GOFLAGS') }]);
    expect(said.output.replaceAll(/\s+/g, ' ')).toContain(found[0].actual);
    expect((await buildEnv(follow(found[0], at), 'GOFLAGS')).found).toEqual([]);
  });

  test.concurrent('GOWORK naming another tree is told with its origin', async () => {
    const other = directory({
      'go.work': 'go 1.18\n\nuse ./x\n',
      ...{ 'x/go.mod': 'module x\n\ngo 1.17\n' },
    });
    const at = place(PROGRAM, WHERE.shell('GOWORK', join(other, 'go.work')), sdk);
    writeFileSync(join(other, 'go.work'), `go 1.18\n\nuse (\n\t./x\n\t${at.dir}\n)\n`);
    expect(go(at, 'build', '-o', '/dev/null', '.').status).toBe(0);
    const { exitCode, found } = await buildEnv(at, 'GOWORK');
    expect([exitCode, found]).toMatchObject([
      1,
      [{ severity: 'warning', origin: 'environment', fix: 'unset GOWORK' }],
    ]);
    expect((await buildEnv(follow(found[0], at), 'GOWORK')).found).toEqual([]);
  });
});

describe('a left-over that is approved says nothing', () => {
  const STATES = [
    ['GOOS', 'windows'],
    ['GOFLAGS', '-mod=mod'],
    ['GOPRIVATE', 'example.com\r'],
  ] as const;

  test.concurrent.each(STATES)('%s=%j by the baseline', async (name, value) => {
    const at = place(PROGRAM, WHERE.GOENV(name, value), NEW);
    expect((await runCli(['baseline', 'write'], at.dir, at.env)).exitCode).toBe(0);
    expect((await buildEnv(at, name)).found).toEqual([]);
    // Another value than the approved one is drift.
    const changed = { ...at, env: { ...at.env, [name]: name === 'GOOS' ? 'darwin' : `${value.trim()},x` } };
    if (name !== 'GOFLAGS')
      expect((await buildEnv(changed, name)).found).toMatchObject([
        { source: 'baseline', origin: 'environment' },
      ]);
  });

  test.concurrent.each(STATES)('%s=%j by env.expect', async (name, value) => {
    const at = place(
      { ...PROGRAM, 'godrift.yaml': `env:\n  expect:\n    ${name}: ${JSON.stringify(value)}\n` },
      WHERE.GOENV(name, value),
      NEW,
    );
    expect((await buildEnv(at, name)).found).toEqual([]);
  });

  test.concurrent('by baseline accept', async () => {
    const at = place(PROGRAM, WHERE.GOENV('GOOS', 'windows'), NEW);
    const accept = [
      'baseline',
      'accept',
      'build_env.GOOS',
      '--owner',
      'a',
      '--reason',
      'b',
      '--until',
      '2999-01-01',
    ];
    expect((await runCli(accept, at.dir, at.env)).exitCode).toBe(0);
    expect(await buildEnv(at, 'GOOS')).toMatchObject({ exitCode: 0, found: [{ accepted: { owner: 'a' } }] });
  });
});

test.each(['shell', 'GOENV', 'both'] as const)('env.expect against a value in %s', async (where) => {
  const at = place(
    { ...PROGRAM, 'godrift.yaml': 'env:\n  expect:\n    GOPRIVATE: git.example.com\n    GOFLAGS: ""\n' },
    WHERE[where]('GOPRIVATE', 'other.example.com'),
    OLD,
  );
  const { found } = await buildEnv(at, 'GOPRIVATE');
  const origin = where === 'GOENV' ? '~/.config/go/env:2' : 'environment';
  const command = where === 'GOENV' ? 'go env -w' : 'export';
  expect(found).toMatchObject([{ origin, fix: `${command} GOPRIVATE='git.example.com'` }]);
  const after = follow(found[0], at);
  expect((await buildEnv(after, 'GOPRIVATE')).found).toEqual([]);
  expect((await buildEnv(after, 'GOFLAGS')).found).toEqual([]);
  const flagged = { ...after, env: { ...after.env, GOFLAGS: '-v' } };
  const [flags] = (await buildEnv(flagged, 'GOFLAGS')).found;
  expect(flags).toMatchObject({ expected: '', actual: '-v', fix: 'unset GOFLAGS' });
  expect((await buildEnv(follow(flags, flagged), 'GOFLAGS')).found).toEqual([]);
});
