import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/store/audit-log.ts';
import { PRESENT } from '../shell/shells.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const OTHER = 'go1.25.4';
const HIGHER = 'go1.27.4';

/** A module and a user with a real Go, in which no GOTOOLCHAIN of the environment wins. */
function lab({
  goEnv = null,
  files = { 'go.mod': 'module example.com/lab\n\ngo 1.20\n' },
  env: more = {},
}: {
  readonly goEnv?: string | null;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
} = {}) {
  const dir = tempProject(files);
  const home = tempProject({ 'go/.keep': '' });
  const file = join(home, 'go/env');
  if (goEnv !== null) writeFileSync(file, goEnv, { mode: 0o600 });
  const { GOTOOLCHAIN: _, ...base } = hermeticEnv({ GOENV: file });
  const env = { ...base, ...more };
  const run = (args: readonly string[], over: Readonly<Record<string, string>> = {}) =>
    runCli(args, dir, { ...env, ...over });
  const sdk = (to: string, scope: string, ...rest: readonly string[]) =>
    // Other tests run `go` on this machine.
    run(['rollback', 'sdk', '--to', to, '--scope', scope, '--wait', '60s', ...rest]);
  const content = (path: string) =>
    existsSync(path) ? { text: readFileSync(path, 'latin1'), mode: statSync(path).mode & 0o777 } : null;
  return {
    dir,
    file,
    env,
    run,
    sdk,
    read: () => content(file),
    project: (name: string) => readFileSync(join(dir, name), 'latin1'),
    goVersion: async () =>
      (await execa('go', ['env', 'GOVERSION'], { cwd: dir, env, extendEnv: false })).stdout,
    go: (...args: readonly string[]) => execa('go', args, { cwd: dir, env, extendEnv: false }),
    stateDir: env.GODRIFT_STATE_DIR ?? '',
  };
}

describe('user scope', () => {
  test.each([
    ['no env file', null],
    ['an empty env file', ''],
    ['no GOTOOLCHAIN line', '# mine\nGOFLAGS=-buildvcs=false'],
    [
      'another GOTOOLCHAIN, twice, and bytes that are not UTF-8',
      'GOTOOLCHAIN=path\nX=\xe4\r\nGOTOOLCHAIN=local\n',
    ],
    ['a pinned GOTOOLCHAIN', 'GOTOOLCHAIN=go1.24.0\n'],
  ])('previous restores %s byte for byte, and goes forth and back', async (_, goEnv) => {
    const { sdk, read, goVersion, stateDir } = lab({ goEnv });
    const [before, version] = [read(), await goVersion()];
    expect((await sdk(OTHER, 'user')).exitCode).toBe(0);
    const after = read();
    expect(after?.text).toContain(`GOTOOLCHAIN=${OTHER}`);
    for (const [content, says] of [
      [before, version],
      [after, OTHER],
      [before, version],
    ] as const) {
      const { exitCode, stdout } = await sdk('previous', 'user', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        to: says,
        verified: true,
        inForce: true,
        export: null,
        restored: 'content',
      });
      expect([exitCode, read(), await goVersion()]).toEqual([0, content, says]);
    }
    expect(verifyAudit(stateDir)).toEqual({ entries: 4, problems: [] });
  });

  test('the mode comes back too, and what is kept is private', async () => {
    const { sdk, read, file, stateDir } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    chmodSync(file, 0o644);
    const kept = join(stateDir, 'replaced');
    expect(readdirSync(kept).map((name) => statSync(join(kept, name)).mode & 0o777)).toEqual([0o600]);
    expect(statSync(kept).mode & 0o777).toBe(0o700);
    await sdk('previous', 'user');
    expect(read()).toEqual({ text: '# mine\n', mode: 0o600 });
  });

  test.each([
    ['absent', '# mine\n', /^(?!.*GOTOOLCHAIN)/s],
    ['set', '# mine\nGOTOOLCHAIN=go1.24.0\n', /^GOTOOLCHAIN=go1\.24\.0$/m],
  ])(
    'what `go env -w` wrote since stays; the GOTOOLCHAIN line that was %s goes back',
    async (_, goEnv, line) => {
      const { sdk, read, go } = lab({ goEnv });
      await sdk(OTHER, 'user');
      await go('env', '-w', 'GOPRIVATE=example.com');
      expect((await sdk('previous', 'user')).exitCode).toBe(0);
      expect(read()?.text).toMatch(line);
      expect(read()?.text).toContain('GOPRIVATE=example.com\n');
      expect(read()?.text).toContain('# mine\n');
    },
  );

  test('another GOTOOLCHAIN written since is not lost: previous goes back to it', async () => {
    const { sdk, read, go } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    await go('env', '-w', 'GOTOOLCHAIN=go1.24.0');
    await sdk('previous', 'user');
    expect(read()?.text).toBe('# mine\n');
    await sdk('previous', 'user');
    expect(read()?.text).toBe('# mine\nGOTOOLCHAIN=go1.24.0\n');
  });

  test('an env file that is as before already is said: exit 2', async () => {
    const { sdk, file, read } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    writeFileSync(file, '# mine\n');
    const { exitCode, stderr } = await sdk('previous', 'user');
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('nothing to change: GOTOOLCHAIN is not set, as before the last rollback'),
    ]);
    expect(read()?.text).toBe('# mine\n');
  });

  test('a Go that does not say what it said before is no success: every step is undone', async () => {
    const { sdk, read, run } = lab();
    await sdk(OTHER, 'user');
    const after = read();
    // Another SDK is in PATH by now.
    const newer = join(
      (await execa('go', ['env', 'GOMODCACHE'])).stdout,
      `golang.org/toolchain@v0.0.1-${HIGHER}.linux-amd64/bin`,
    );
    await execa('go', ['version'], { env: { GOTOOLCHAIN: HIGHER } });
    const { exitCode, stderr } = await run(['rollback', 'sdk', '--to', 'previous', '--scope', 'user'], {
      PATH: `${newer}:${process.env.PATH}`,
    });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`go says ${HIGHER}, not go1.26.8`)]);
    expect(read()).toEqual(after);
  });

  test('an entry of an earlier release gives the version only, and that is said', async () => {
    const { sdk, read, file, stateDir } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    rmSync(join(stateDir, 'replaced'), { recursive: true });
    const { exitCode, stdout } = await sdk('previous', 'user');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining(`the earlier content of ${file} is not on record: go1.26.8 is set instead`),
    ]);
    expect(read()?.text).toBe('# mine\nGOTOOLCHAIN=go1.26.8\n');
  });

  test('of two at once, one undoes the rollback and the other does not undo that', async () => {
    const { sdk, read } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    const results = await Promise.all([sdk('previous', 'user'), sdk('previous', 'user')]);
    const codes = results.map(({ exitCode }) => exitCode).toSorted();
    // The second may also begin when the first has ended: then it goes forth again.
    expect([
      [0, 2],
      [0, 0],
    ]).toContainEqual(codes);
    expect(read()?.text).toBe(codes[1] === 2 ? '# mine\n' : `# mine\nGOTOOLCHAIN=${OTHER}\n`);
  });

  test('an env file below a linked directory, which did not exist before, is removed again', async () => {
    const real = tempProject();
    const link = join(tempProject(), 'link');
    symlinkSync(real, link);
    const { sdk } = lab({ env: { GOENV: join(link, 'go/env') } });
    expect((await sdk(OTHER, 'user')).exitCode).toBe(0);
    expect(readFileSync(join(real, 'go/env'), 'utf8')).toBe(`GOTOOLCHAIN=${OTHER}\n`);
    expect((await sdk('previous', 'user')).exitCode).toBe(0);
    expect(existsSync(join(real, 'go/env'))).toBe(false);
  });

  test('a damaged record is set aside and said', async () => {
    const { sdk, stateDir } = lab({ goEnv: '# mine\n' });
    await sdk(OTHER, 'user');
    const [name = ''] = readdirSync(join(stateDir, 'replaced'));
    writeFileSync(join(stateDir, 'replaced', name), '{"id":');
    const { exitCode, stderr } = await sdk('previous', 'user');
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`${name} is damaged`)]);
  });
});

describe('of another scope, nothing is on record', () => {
  test.each(['shell', 'project'])('%s', async (scope) => {
    const { sdk } = lab({ goEnv: '' });
    await sdk(OTHER, 'user');
    const { exitCode, stderr } = await sdk('previous', scope);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('no rollback of the SDK is on record')]);
  });
});

describe('project scope', () => {
  const GO_MOD = 'module example.com/lab\n\ngo 1.20\n';
  const files = { 'go.mod': GO_MOD, '.go-version': '1.26.8\n' };

  test('previous restores every file, and goes forth and back', async () => {
    const { sdk, project, goVersion } = lab({ files, env: { GOTOOLCHAIN: 'auto' } });
    expect((await sdk(HIGHER, 'project')).exitCode).toBe(0);
    const after = [project('go.mod'), project('.go-version')];
    expect(after).toEqual([`${GO_MOD}\ntoolchain ${HIGHER}\n`, '1.27.4\n']);
    for (const [texts, says] of [
      [[GO_MOD, '1.26.8\n'], 'go1.26.8'],
      [after, HIGHER],
    ]) {
      const { exitCode, stderr } = await sdk('previous', 'project');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect([[project('go.mod'), project('.go-version')], await goVersion()]).toEqual([texts, says]);
    }
  });

  test('what was added to go.mod since stays', async () => {
    const { sdk, project, dir, go } = lab({ files, env: { GOTOOLCHAIN: 'auto' } });
    await sdk(HIGHER, 'project');
    await go('mod', 'edit', '-exclude=example.com/x@v1.0.0');
    expect((await sdk('previous', 'project')).exitCode).toBe(0);
    expect(project('go.mod')).toBe(`${GO_MOD}\nexclude example.com/x v1.0.0\n`);
    expect(readFileSync(join(dir, '.go-version'), 'utf8')).toBe('1.26.8\n');
  });

  test('every file whose edited lines were changed since is named, and nothing is lost', async () => {
    const { sdk, project, dir, go } = lab({ files, env: { GOTOOLCHAIN: 'auto' } });
    await sdk(HIGHER, 'project');
    await go('mod', 'edit', '-toolchain=go1.27.0');
    writeFileSync(join(dir, '.go-version'), '1.27.0\n');
    const texts = [project('go.mod'), project('.go-version')];
    const { exitCode, stderr } = await sdk('previous', 'project');
    expect(exitCode).toBe(2);
    for (const name of ['go.mod', '.go-version'])
      expect(stderr).toContain(
        `${join(dir, name)}: the lines that the last rollback edited were changed since`,
      );
    expect([project('go.mod'), project('.go-version')]).toEqual(texts);
  });

  test('a project that says so already is no success', async () => {
    const { sdk } = lab({ files, env: { GOTOOLCHAIN: 'auto' } });
    await sdk(HIGHER, 'project');
    const { exitCode, stderr } = await sdk(HIGHER, 'project');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('nothing to change')]);
  });

  test('godrift.yaml declares the target afterwards, and what it said comes back', async () => {
    const { sdk, project } = lab({
      files: { ...files, 'godrift.yaml': 'go: "1.26"  # as approved\n' },
      env: { GOTOOLCHAIN: 'auto' },
    });
    expect(await sdk(HIGHER, 'project')).toMatchObject({ exitCode: 0 });
    expect(project('godrift.yaml')).toBe(`go: "${HIGHER.slice(2)}"  # as approved\n`);
    expect(await sdk('previous', 'project')).toMatchObject({ exitCode: 0 });
    expect(project('godrift.yaml')).toBe('go: "1.26"  # as approved\n');
    expect(project('go.mod')).toBe(GO_MOD);
  });
});

describe('shell scope', () => {
  test.each([
    ['bash', undefined, 'unset GOTOOLCHAIN'],
    ['zsh', '', 'unset GOTOOLCHAIN'],
    ['fish', undefined, 'set -e GOTOOLCHAIN'],
    ['bash', 'local', 'export GOTOOLCHAIN=local'],
    ['fish', 'go1.24.0+auto', 'set -gx GOTOOLCHAIN go1.24.0+auto'],
  ])('%s: GOTOOLCHAIN that was %s comes back, and previous goes forth again', async (shell, old, code) => {
    const { run } = lab();
    const roll = (to: string, env: Record<string, string> = {}) =>
      run(['rollback', 'sdk', '--to', to, '--shell', shell], env);
    const before: Record<string, string> = old === undefined ? {} : { GOTOOLCHAIN: old };
    const set = shell === 'fish' ? `set -gx GOTOOLCHAIN ${OTHER}` : `export GOTOOLCHAIN=${OTHER}`;
    const outputs = [
      await roll(OTHER, before),
      await roll('previous', { GOTOOLCHAIN: OTHER }),
      await roll('previous', before),
    ];
    expect(outputs.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual([
      [0, set],
      [0, code],
      [0, set],
    ]);
    for (const { stderr } of outputs)
      expect(stderr).toContain('not in force until this shell evaluates what is printed');
  });

  test('what is printed is in force only where the shell has it', async () => {
    const { run } = lab();
    const report = async (env: Record<string, string>) =>
      JSON.parse((await run(['rollback', 'sdk', '--to', OTHER, '--json'], env)).stdout);
    expect(await report({})).toMatchObject({
      verified: false,
      inForce: false,
      export: `export GOTOOLCHAIN=${OTHER}`,
    });
    expect(await report({ GOTOOLCHAIN: OTHER })).toMatchObject({
      verified: true,
      inForce: true,
      export: null,
    });
  });

  test.each(PRESENT)('%s evaluates it there and back', async (shell) => {
    const { dir, env } = lab();
    const main = join(import.meta.dirname, '../../src/main.ts');
    const call = (to: string) =>
      shell === 'fish'
        ? `'${process.execPath}' '${main}' rollback sdk --to ${to} --shell fish 2>/dev/null | source`
        : `eval "$('${process.execPath}' '${main}' rollback sdk --to ${to} 2>/dev/null)"`;
    const script = [call(OTHER), 'go env GOVERSION', call('previous'), 'go env GOVERSION', 'env'].join('\n');
    const { stdout } = await execa(shell, ['-c', script], { cwd: dir, env, extendEnv: false });
    const [first, second, ...variables] = stdout.split('\n');
    expect([first, second]).toEqual([OTHER, 'go1.26.8']);
    expect(variables.filter((line) => line.startsWith('GOTOOLCHAIN='))).toEqual([]);
  });
});
