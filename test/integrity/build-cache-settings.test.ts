import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BuildBench } from '../../scripts/integrity/build-rows.ts';
import { buildOnce } from '../../scripts/integrity/build-table.ts';
import { verifyAudit } from '../../src/store/audit-log.ts';
import { runCli } from '../support/run-cli.ts';
import { copyOfCache } from './copy-of-cache.ts';

const LONG = { timeout: 600_000 };
const MAIN = join(import.meta.dirname, '../../src/main.ts');
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
let dir: string;
let origin: BuildBench;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'godrift-build-cache-'));
  origin = buildOnce(dir);
  // Others look into it, too.
  chmodSync(dir, 0o755);
}, 600_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function lab(more: Readonly<Record<string, string>> = {}) {
  const made = copyOfCache(origin, more);
  const { home, env, project } = made;
  const status = async (extra: Readonly<Record<string, string>> = {}) => {
    const { stdout, exitCode } = await runCli(['cache', 'status', '--json'], home, { ...env, ...extra });
    return { exitCode, status: JSON.parse(stdout) };
  };
  const check = async (extra: Readonly<Record<string, string>> = {}) => {
    const args = ['check', project, '--only', 'build_cache', '--json'];
    const { stdout, exitCode } = await runCli(args, home, { ...env, ...extra });
    return { exitCode, findings: JSON.parse(stdout).projects[0].findings };
  };
  return { ...made, status, check };
}

/** A command as a user who owns the home and is not root: only such a one is refused anything. */
async function asNobody(
  { home, env }: { readonly home: string; readonly env: Readonly<Record<string, string>> },
  ...args: readonly string[]
) {
  if (asRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, home]);
  const { stdout, stderr, exitCode } = await execa(process.execPath, [MAIN, ...args], {
    ...(asRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    ...{ cwd: home, env, extendEnv: false, reject: false, stdin: 'ignore' },
  });
  if (stdout === '') throw new Error(stderr);
  return { exitCode, answer: JSON.parse(stdout) };
}

test('cache status says where the cache is, how large, how old, and what was found in it', LONG, async () => {
  const { gocache, home, status, verify, flip } = lab();
  const [before, names] = [await status(), readdirSync(gocache, { recursive: true }).map(String)];
  const count = (suffix: string) => names.filter((name) => name.endsWith(suffix)).length;
  expect(before).toMatchObject({
    exitCode: 0,
    status: {
      schema: 'godrift.cache-status/v1',
      result: 'ok',
      build: {
        ...{ path: gocache, origin: 'default', root: gocache, validity: 'usable', symlink: false },
        ...{ program: false, refused: null, fix: null, state: 'unverified', verified: null },
        contents: { actions: count('-a'), outputs: count('-d') },
      },
      generations: [],
    },
  });
  await verify();
  const verified = (await status()).status.build;
  expect(verified).toMatchObject({ state: 'ok', verified: { entries: { corrupt: 0, unverified: 0 } } });
  expect(verified.verified.sizeBytes).toBe(verified.contents.sizeBytes);
  const go = execFileSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { encoding: 'utf8' }).split('\n');
  expect(verified.verified.builders).toMatchObject([{ goVersion: go[0], platform: `${go[1]}/${go[2]}` }]);
  flip();
  expect((await verify()).exitCode).toBe(1);
  expect(await status()).toMatchObject({
    exitCode: 1,
    status: { result: 'corrupt', exitCode: 1, build: { state: 'corrupt' } },
  });
  expect(existsSync(join(home, '.cache/godrift-gocache'))).toBe(false);
});

test.each(['off', 'relative/path'])('cache status exits 2 for GOCACHE=%s', LONG, async (GOCACHE) => {
  const { status } = lab({ GOCACHE });
  expect(await status()).toMatchObject({
    exitCode: 2,
    status: { result: 'unknown', build: { contents: null, state: null, fix: 'unset GOCACHE' } },
  });
});

test('a cache that is not there yet is no drift, and none is made', LONG, async () => {
  const { home, status, check, verify, gocache } = lab();
  rmSync(gocache, { recursive: true });
  expect(await check()).toEqual({ exitCode: 0, findings: [] });
  expect(await status()).toMatchObject({
    exitCode: 0,
    status: { build: { validity: 'missing', contents: null } },
  });
  expect(await verify()).toMatchObject({ exitCode: 0, build: { report: null, reason: null } });
  expect(existsSync(join(home, '.cache/go-build'))).toBe(false);
});

test('a cache behind a link is told, and is verified where it is', LONG, async () => {
  const { home, gocache, check, status, env } = lab();
  const link = join(home, 'link');
  symlinkSync(gocache, link);
  const { exitCode, findings } = await check({ GOCACHE: link });
  expect(exitCode).toBe(0);
  expect(findings).toMatchObject([
    { key: 'symlink', severity: 'info', expected: gocache, fix: `go env -w GOCACHE=${gocache}` },
  ]);
  expect(await status({ GOCACHE: link })).toMatchObject({
    exitCode: 0,
    status: { build: { path: link, root: gocache, symlink: true } },
  });
  const args = ['cache', 'verify', '--build', '--json'];
  const { stdout } = await runCli(args, home, { ...env, GOCACHE: link });
  expect(JSON.parse(stdout).build).toMatchObject({ root: gocache, report: { findings: [] } });
});

test('a cache that cannot be written to is an error, as for Go', LONG, async () => {
  const { home, env, gocache } = lab();
  // With all of them Go 1.26 goes on.
  rmSync(join(gocache, '00'), { recursive: true, force: true });
  chmodSync(gocache, 0o555);
  const { answer, exitCode } = await asNobody(
    { home, env },
    ...['check', origin.project, '--only', 'build_cache', '--json'],
  );
  expect(exitCode).toBe(1);
  expect(answer.projects[0].findings).toMatchObject([
    { key: 'validity', severity: 'error', fix: expect.stringContaining(`chmod u+rwx ${gocache}`) },
  ]);
});

test('files that cannot be read are named and counted, and the exit code is 2', LONG, async () => {
  const { home, env, gocache } = lab();
  const names = readdirSync(gocache, { recursive: true }).map(String);
  const entry = names.find((name) => name.endsWith('-a')) ?? '';
  const output = names.find((name) => name.endsWith('-d')) ?? '';
  for (const name of [entry, output]) chmodSync(join(gocache, name), 0);
  const { answer, exitCode } = await asNobody({ home, env }, 'cache', 'verify', '--build', '--json');
  expect(exitCode).toBe(2);
  const { report } = answer.build;
  expect(report.findings).toEqual([]);
  expect(report.problems.toSorted(byName)).toEqual(
    [entry, output].map((name) => ({ name, kind: 'unreadable', errno: 'EACCES' })).toSorted(byName),
  );
  expect(report.entries).toMatchObject({ corrupt: 0, unverified: 2 });
});

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

test("the fuzzer's corpus and Go's own notes are none of the cache's entries", LONG, async () => {
  const { gocache, verify } = lab();
  const { build: before } = await verify();
  mkdirSync(join(gocache, 'fuzz/tamper.test/lib/FuzzGreet'), { recursive: true });
  writeFileSync(join(gocache, 'fuzz/tamper.test/lib/FuzzGreet/0123456789abcdef'), 'go test fuzz v1\n');
  writeFileSync(join(gocache, 'testexpire.txt'), '1\n');
  writeFileSync(join(gocache, '00/notes'), 'mine');
  const { build, exitCode } = await verify();
  expect(exitCode).toBe(0);
  expect(build.report).toMatchObject({ findings: [], problems: [], foreign: ['00/notes'] });
  expect(build.report.entries).toEqual(before.report.entries);
});

test('what GOCACHEPROG runs is nobody else’s to read', LONG, async () => {
  const { home, env, check, status } = lab();
  const GOCACHEPROG = '/opt/cacher --token=s3cr3t-w0rd';
  expect((await status({ GOCACHEPROG })).status.build.program).toBe(true);
  for (const args of [
    ['cache', 'status'],
    ['cache', 'status', '--json'],
    ['check', origin.project, '--only', 'build_cache', '--json'],
    ['snapshot', 'show', '--project', origin.project],
  ]) {
    const { stdout, stderr } = await runCli(args, home, { ...env, GOCACHEPROG });
    expect(stdout + stderr).not.toContain('s3cr3t-w0rd');
  }
  expect((await check({ GOCACHEPROG })).findings).toEqual([]);
});

test(
  'rollback cache of a corrupt root: planned, then done, audited, and the programs named',
  LONG,
  async () => {
    const { home, env, project, gocache, verify, flip } = lab();
    const program = join(home, 'go/bin/program');
    flip();
    execFileSync('go', ['build', '-o', program, '.'], { cwd: project, env });
    await verify();
    const goEnv = join(home, '.config/go/env');
    const planned = await runCli(['rollback', 'cache', '--dry-run'], home, env);
    expect(planned).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('nothing was changed') });
    expect(planned.stderr).toContain(`rebuild ${program}`);
    expect(existsSync(goEnv)).toBe(false);
    expect(existsSync(join(home, '.cache/godrift-gocache'))).toBe(false);
    expect(JSON.parse((await runCli(['audit', 'list', '--json'], home, env)).stdout)).toEqual([]);

    const healed = await runCli(['rollback', 'cache'], home, env);
    expect(healed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('verified') });
    expect(healed.stderr).toContain(`${gocache} held 1 corrupt files and is set aside`);
    expect(healed.stderr).toContain(`rebuild ${program}`);
    const [generation] = readFileSync(goEnv, 'utf8').match(/(?<=^GOCACHE=).*$/m) ?? [];
    expect(generation).toMatch(/gen-[0-9a-f]{12}$/);
    const entries = JSON.parse((await runCli(['audit', 'list', '--json'], home, env)).stdout);
    expect(entries).toMatchObject([{ kind: 'cache', from: gocache, to: generation, result: 'success' }]);
    expect(verifyAudit(env.GODRIFT_STATE_DIR)).toEqual({ entries: 1, problems: [] });
    // It stays, so that it can be looked at.
    expect(existsSync(gocache)).toBe(true);
    const again = ['cache', 'verify', '--build', '--json', '--binaries', join(home, 'go/bin')];
    const { stdout } = await runCli(again, home, { ...env, GOCACHE: gocache });
    expect(JSON.parse(stdout).build.poisoned).toMatchObject([{ path: program, package: 'tamper.test/lib' }]);
  },
);
