import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyAudit } from '../../src/store/audit-log.ts';
import { hermeticEnv, runCli, startCli, tempProject } from '../support/run-cli.ts';

const OTHER = 'go1.25.4';
const GOENV = '# mine\nGOFLAGS=-buildvcs=false\nGOTOOLCHAIN=local\r\nGOTOOLCHAIN=local\nodd line\n';
const ROLLED_BACK = GOENV.replace(/local\n/, `${OTHER}\n`);

interface Lab {
  readonly dir: string;
  readonly env: Record<string, string>;
  readonly goEnv: string;
  readonly stateDir: string;
  readonly run: (args: readonly string[], more?: Record<string, string>) => ReturnType<typeof runCli>;
  readonly text: () => string;
  readonly json: (args: readonly string[]) => Promise<unknown>;
}

/** A module, and an env file of the user's; GOTOOLCHAIN is the file's alone. */
function lab(
  files: Readonly<Record<string, string>> = { 'go.mod': 'module example.com/lab\n\ngo 1.20\n' },
): Lab {
  const dir = tempProject(files);
  const home = tempProject({ 'go/env': GOENV });
  const goEnv = join(home, 'go/env');
  const env = hermeticEnv({ GOENV: goEnv, GOTOOLCHAIN: '', XDG_CACHE_HOME: join(home, 'cache') });
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    runCli(args, dir, { ...env, ...more });
  return {
    dir,
    env,
    goEnv,
    stateDir: env.GODRIFT_STATE_DIR ?? '',
    run,
    text: () => readFileSync(goEnv, 'utf8'),
    json: async (args) => JSON.parse((await run(args)).stdout),
  };
}

test('user scope: the env file changes in one line, Go runs the other SDK, previous takes it back', async () => {
  const { run, text, stateDir } = lab();
  const plan = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user', '--dry-run']);
  expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing was changed') });
  expect(text()).toBe(GOENV);

  const done = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user', '--reason', 'broken vet']);
  expect(done).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('verified; no new shell needed'),
  });
  expect(text()).toBe(ROLLED_BACK);
  const explained = await run(['explain', '--json']);
  expect(JSON.parse(explained.stdout)).toMatchObject({ running: OTHER });

  const back = await run(['rollback', 'sdk', '--to', 'previous', '--scope', 'user']);
  expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('verified') });
  expect(text()).toBe(GOENV);
  const entries = JSON.parse((await run(['audit', 'list', '--json'])).stdout);
  expect(entries).toMatchObject([
    {
      kind: 'sdk',
      to: OTHER,
      result: 'success',
      reason: 'manual',
      note: 'broken vet',
      target: expect.any(String),
    },
    { kind: 'sdk', from: OTHER, result: 'success' },
  ]);
  expect(verifyAudit(stateDir)).toEqual({ entries: 2, problems: [] });
});

test('shell scope prints code for eval, and nothing else on stdout', async () => {
  const { run, text } = lab();
  expect((await run(['rollback', 'sdk', '--to', OTHER])).stdout).toBe(`export GOTOOLCHAIN=${OTHER}`);
  expect((await run(['rollback', 'sdk', '--to', '1.25.4', '--shell', 'fish'])).stdout).toBe(
    `set -gx GOTOOLCHAIN ${OTHER}`,
  );
  expect(text()).toBe(GOENV);
});

test('project scope says why a toolchain line cannot do it', async () => {
  const { run } = lab({ 'go.mod': 'module example.com/lab\n\ngo 1.20\n\ntoolchain go1.26.8\n' });
  const refused = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'project']);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('go.mod:5: GOTOOLCHAIN=local ignores toolchain lines');
  expect(refused.stderr).toContain('go.mod:5: a toolchain line cannot go below the SDK in PATH');
});

test.each([
  ['a version that is none', ['--to', 'latest', '--scope', 'user'], 'is no Go version'],
  ['a language version', ['--to', '1.25', '--scope', 'user'], 'is the language version'],
  ['a release that does not exist', ['--to', 'go1.25.999', '--scope', 'user'], 'cannot download go1.25.999'],
  ['nothing on record', ['--to', 'previous', '--scope', 'user'], 'no rollback of the SDK is on record'],
  ['no baseline', ['--to', 'baseline', '--scope', 'user'], 'godrift baseline write'],
])('%s: exit 2, and nothing changed', async (_, args, message) => {
  const { run, text } = lab();
  const { exitCode, stderr } = await run(['rollback', 'sdk', ...args]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(text()).toBe(GOENV);
});

test('an unreachable proxy is said as such', async () => {
  const { run, text } = lab();
  const { exitCode, stderr } = await run(
    ['rollback', 'sdk', '--to', 'go1.24.1', '--scope', 'user', '--timeout', '20s'],
    { GOPROXY: 'http://127.0.0.1:9', GOMODCACHE: tempProject() },
  );
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('the module proxy cannot be reached')]);
  expect(text()).toBe(GOENV);
});

test('a GOTOOLCHAIN of the environment, which wins, is a reason to refuse', async () => {
  const { run, text } = lab();
  const { exitCode, stderr } = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user'], {
    GOTOOLCHAIN: 'go1.26.8',
  });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('wins over the env file')]);
  expect(text()).toBe(GOENV);
});

test('what is not verified is undone: a wrapper in PATH answers for the toolchain', async () => {
  const { run, text, stateDir } = lab();
  const bin = tempProject();
  // Go prefers an executable goX.Y.Z in PATH to the module cache.
  writeFileSync(join(bin, OTHER), `#!/bin/sh\necho 'go version go1.25.3 linux/amd64'\n`);
  chmodSync(join(bin, OTHER), 0o755);
  const { exitCode, stderr } = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user'], {
    PATH: `${bin}:${process.env.PATH}`,
  });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('every step was undone')]);
  expect(text()).toBe(GOENV);
  expect(verifyAudit(stateDir)).toEqual({ entries: 1, problems: [] });
});

test('an env file that is a link stays one', async () => {
  const { run, goEnv, env } = lab();
  const link = join(tempProject(), 'env');
  symlinkSync(goEnv, link);
  const { exitCode } = await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user'], {
    ...env,
    GOENV: link,
  });
  expect(exitCode).toBe(0);
  expect(readFileSync(goEnv, 'utf8')).toBe(ROLLED_BACK);
});

test('of rollbacks at once one runs, the others say so or wait', async () => {
  const { run, stateDir } = lab();
  const results = await Promise.all(
    // Each changes something, whichever comes first.
    [OTHER, 'go1.26.8', 'go1.24.0'].map((to) =>
      run(['rollback', 'sdk', '--to', to, '--scope', 'user', '--wait', '60s']),
    ),
  );
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect(verifyAudit(stateDir)).toEqual({ entries: 3, problems: [] });
});

test.each([
  ['sdk', ['rollback', 'sdk', '--to', OTHER, '--scope', 'user']],
  ['cache', ['cache', 'rotate']],
])('%s: killed at any point, recover leaves the old state or the new one', async (_, args) => {
  const outcomes: string[] = [];
  let points = 0;
  for (let point = 1; ; point++) {
    const { run, text, stateDir } = lab();
    const child = await run(args, { GODRIFT_FAULT_POINT: String(point) });
    if (child.exitCode !== undefined) {
      expect(child.exitCode, child.stderr).toBe(0);
      break;
    }
    points = point;
    const journal = join(stateDir, 'journal');
    const interrupted = readdirSync(journal).some((name) => name.endsWith('.json'));
    if (interrupted) expect((await run(['snapshot', 'show'])).stderr).toContain('godrift rollback recover');
    const recovered = await run(['rollback', 'recover']);
    expect([recovered.exitCode, recovered.stderr]).toEqual([0, '']);
    const after = text();
    outcomes.push(after === GOENV ? 'old' : 'new');
    if (args[0] === 'rollback') expect([GOENV, ROLLED_BACK]).toContain(after);
    else expect(after === GOENV || after.startsWith(`${GOENV}GOCACHE=`)).toBe(true);
    expect(readdirSync(journal)).toEqual([]);
    expect(verifyAudit(stateDir).problems).toEqual([]);
    expect((await run(['rollback', 'recover'])).stdout).toContain('nothing was interrupted');
    if (args[0] === 'rollback' && after !== GOENV) {
      const again = await run(args);
      expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('nothing to change')]);
      // What was replaced is on record, wherever the crash was.
      expect((await run(['rollback', 'sdk', '--to', 'previous', '--scope', 'user'])).exitCode).toBe(0);
      expect(text()).toBe(GOENV);
    } else expect((await run(args)).exitCode).toBe(0);
  }
  expect(points).toBeGreaterThan(5);
  expect(new Set(outcomes)).toEqual(new Set(['old', 'new']));
});

test('a damaged journal is set aside and said: exit 2', async () => {
  const { run, stateDir } = lab();
  mkdirSync(join(stateDir, 'journal'), { recursive: true });
  writeFileSync(join(stateDir, 'journal', 'x.json'), '{"phase":"appl');
  const { exitCode, stderr } = await run(['rollback', 'recover']);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('x.json is damaged')]);
  expect((await run(['rollback', 'recover'])).exitCode).toBe(0);
});

test('rollback env runs one process with the saved variables, and no code-carrying ones', async () => {
  const { run, stateDir, dir } = lab();
  mkdirSync(join(stateDir, 'env'), { recursive: true });
  writeFileSync(
    join(stateDir, 'env', 'good.snap'),
    '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\nEMPTY=\nGOFLAGS=-mod\\=mod\nLD_PRELOAD=/tmp/x.so\n',
  );
  const ran = await run(
    [
      'rollback',
      'env',
      '--to',
      'good',
      '--',
      'sh',
      '-c',
      'echo "[$GOFLAGS][${EMPTY-unset}][$LD_PRELOAD]"; exit 7',
    ],
    { GOFLAGS: '-x' },
  );
  expect(ran).toMatchObject({ exitCode: 7, stdout: '[-mod=mod][][]' });
  expect(ran.stderr).toContain('LD_PRELOAD');
  expect((await run(['rollback', 'env', '--to', 'good'])).stdout).toBe(
    "export EMPTY=''\nexport GOFLAGS='-mod=mod'",
  );
  writeFileSync(join(dir, 'bad.snap'), '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\nB=1\nA=$(touch /tmp/x)\n');
  const refused = await run(['rollback', 'env', '--to', './bad.snap']);
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('bad.snap:3')]);
});

test('the collector recovers what was interrupted when it starts', async () => {
  const { run, env, dir, stateDir, text } = lab();
  await run(['rollback', 'sdk', '--to', OTHER, '--scope', 'user'], { GODRIFT_FAULT_POINT: '3' });
  expect(readdirSync(join(stateDir, 'journal')).some((name) => name.endsWith('.json'))).toBe(true);
  const collector = startCli(['collect', '--once'], dir, env);
  expect((await collector).exitCode).toBe(0);
  expect(readdirSync(join(stateDir, 'journal'))).toEqual([]);
  expect(text()).toBe(GOENV);
});

test.each([
  ['with another one in the environment', (home: string) => ({ GOCACHE: join(home, 'own') })],
  ['where the way to the default leads through a link', () => ({ GOCACHE: '' })],
])('the build cache goes there and back %s', async (_, more) => {
  const { run, text } = lab();
  const home = tempProject({ 'real/.keep': '' });
  symlinkSync(join(home, 'real'), join(home, 'link'));
  const env = { XDG_CACHE_HOME: join(home, 'link'), ...more(home) };
  expect(await run(['cache', 'rotate'], env)).toMatchObject({ exitCode: 0 });
  expect(text()).toMatch(/^GOCACHE=.*gen-[0-9a-f]{12}$/m);
  expect(await run(['rollback', 'cache'], env)).toMatchObject({ exitCode: 0 });
  expect(text()).toBe(GOENV);
});
