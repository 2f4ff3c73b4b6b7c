import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archiveOf, type BuildBench, entryOf, GREETINGS } from '../../scripts/integrity/build-rows.ts';
import { buildOnce, envOf, formatBuildTable, runBuildRows } from '../../scripts/integrity/build-table.ts';
import { parseBuildCacheEntry } from '../../src/domain/build-cache-entry.ts';
import { actionOfBuildId } from '../../src/domain/go-object.ts';
import { runCli, tempProject } from '../support/run-cli.ts';

const DOCS = join(import.meta.dirname, '../../docs/integrity.md');
const LONG = { timeout: 600_000 };
let dir: string;
let origin: BuildBench;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'godrift-build-cache-'));
  origin = buildOnce(dir);
}, 600_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A copy of the real cache, and godrift's own state. */
function copied(more: Readonly<Record<string, string>> = {}) {
  const home = tempProject();
  const bench = { ...origin, gocache: join(home, '.cache/go-build') };
  cpSync(origin.gocache, bench.gocache, { recursive: true, preserveTimestamps: true });
  const { GOCACHE: _, GOENV: __, ...rest } = envOf(bench);
  const env = { ...rest, HOME: home, GODRIFT_STATE_DIR: join(home, 'state'), ...more };
  const verify = async (...args: string[]) => {
    const { stdout, exitCode } = await runCli(['cache', 'verify', '--build', '--json', ...args], home, env);
    return { exitCode, build: JSON.parse(stdout).build };
  };
  const flip = () => {
    const { path, content } = archiveOf(bench, GREETINGS[0]);
    writeFileSync(path, content.replaceAll(GREETINGS[0], GREETINGS[0].toUpperCase()), 'latin1');
    return path;
  };
  return { ...bench, home, env, verify, flip };
}

test(
  'what real go build and godrift say of every kind of tampering is what docs/integrity.md tells',
  LONG,
  () => {
    expect(readFileSync(DOCS, 'utf8')).toContain(formatBuildTable(runBuildRows()));
  },
);

describe('an entry', () => {
  test('is read as Go reads it, and every archive says the action that made it', () => {
    const { text } = entryOf(origin, GREETINGS[0]);
    const entry = parseBuildCacheEntry(Buffer.from(text, 'latin1'));
    const { content } = archiveOf(origin, GREETINGS[0]);
    expect(entry?.sizeBytes).toBe(BigInt(content.length));
    const buildId = /build id "([^"]+)"/.exec(content)?.[1] ?? '';
    expect(Buffer.from(actionOfBuildId(buildId)).equals(Buffer.from(entry?.action.slice(0, 15) ?? []))).toBe(
      true,
    );
  });

  test('of any other form is none, and no bytes make the parser fail', () => {
    const { text } = entryOf(origin, GREETINGS[0]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => parseBuildCacheEntry(bytes) === null),
    );
    for (const bad of [text.slice(1), `${text} `, text.replace('v1', 'v2'), text.replace(/\n$/, ' ')])
      expect(parseBuildCacheEntry(Buffer.from(bad, 'latin1'))).toBeNull();
  });
});

describe('what is no corruption', () => {
  test('a build that runs meanwhile, and entries that are trimmed', LONG, async () => {
    const { gocache, project, env, verify } = copied();
    const build = spawn('go', ['build', '-a', '-o', '/dev/null', '.'], {
      cwd: project,
      env: { ...env, GOCACHE: gocache, GOFLAGS: '-trimpath -gcflags=all=-N' },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => build.on('exit', resolve));
    for (let running = true; running; ) {
      expect((await verify()).build.report.findings).toEqual([]);
      rmSync(join(gocache, '00'), { recursive: true, force: true });
      mkdirSync(join(gocache, '00'), { recursive: true });
      running = (await Promise.race([
        ended.then(() => false),
        new Promise((r) => setTimeout(() => r(true), 50)),
      ])) as boolean;
    }
    const { exitCode, build: after } = await verify('--full');
    expect(after.report.findings).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test(
    'a test result that Go wrote anew; but not one that only its entry says to be another',
    LONG,
    async () => {
      const { gocache, verify } = copied();
      await verify();
      const write = (action: string, output: string, text: string, time: number) => {
        mkdirSync(join(gocache, action.slice(0, 2)), { recursive: true });
        const entry = `v1 ${action} ${output} ${String(text.length).padStart(20)} ${String(time).padStart(20)}\n`;
        writeFileSync(join(gocache, action.slice(0, 2), `${action}-a`), entry);
        writeFileSync(join(gocache, output.slice(0, 2), `${output}-d`), text);
      };
      const hash = (text: string) =>
        execFileSync('sha256sum', { input: text, encoding: 'utf8' }).slice(0, 64);
      const action = 'ab'.repeat(32);
      write(action, hash('ok 1s'), 'ok 1s', 1_000);
      expect((await verify()).build.report).toMatchObject({ findings: [], remade: 0 });
      write(action, hash('ok 2s'), 'ok 2s', 2_000);
      expect((await verify()).build.report).toMatchObject({ findings: [], remade: 1 });
      write(action, hash('FAIL!'), 'FAIL!', 2_000);
      expect((await verify()).build.report.findings).toMatchObject([
        { kind: 'redirected', actual: hash('FAIL!') },
      ]);
      expect((await verify('--trust')).exitCode).toBe(0);
      expect((await verify()).exitCode).toBe(0);
    },
  );
});

test('strange files are counted and named, and a damaged index is rebuilt', LONG, async () => {
  const { gocache, home, verify } = copied();
  await verify();
  const [a, b, c] = ['aa', 'bb', 'cc'].map((byte) => join(gocache, byte, byte.repeat(32)));
  for (const byte of ['aa', 'bb', 'cc', 'dd']) mkdirSync(join(gocache, byte), { recursive: true });
  symlinkSync(`${a}-d`, `${a}-d`);
  execFileSync('mkfifo', [`${b}-d`]);
  mkdirSync(`${c}-d`);
  writeFileSync(join(gocache, 'aa', 'a\nname'), '');
  writeFileSync(join(gocache, 'stranger'), '');
  const sparse = join(gocache, 'dd', `${'dd'.repeat(32)}-d`);
  writeFileSync(sparse, '');
  truncateSync(sparse, 4 * 2 ** 30);
  writeFileSync(join(home, 'state/integrity.db'), 'no database');
  const { exitCode, build } = await verify();
  expect(exitCode).toBe(1);
  expect(build.report.problems.map(({ kind }: { kind: string }) => kind)).toEqual(['special', 'special']);
  expect(build.report.foreign).toEqual(['aa/a\nname', 'stranger']);
  expect(build.report.findings).toMatchObject([{ kind: 'executable', path: `${c}-d` }]);
  expect(build.report.leftOver).toEqual([sparse]);
  expect(readdirSync(join(home, 'state')).some((name) => name.startsWith('integrity.db.damaged'))).toBe(true);
});

test('a corrupt cache is drift, and rollback cache sets it aside and names the programs', LONG, async () => {
  const { gocache, home, env, project, verify, flip } = copied();
  const check = () => runCli(['check', project, '--only', 'build_cache', '--json'], home, env);
  expect(await check()).toMatchObject({ exitCode: 0 });
  const program = join(home, 'go/bin/program');
  const corrupt = flip();
  execFileSync('go', ['build', '-o', program, '.'], { cwd: project, env });
  expect((await verify()).build.report.findings).toMatchObject([
    { kind: 'content', path: corrupt, package: 'tamper.test/lib', platform: expect.stringContaining('/') },
  ]);
  const { stdout, exitCode } = await check();
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).projects[0].findings).toMatchObject([{ key: 'state', severity: 'critical' }]);
  const { stdout: metrics } = await runCli(['collect', project, '--once'], home, env);
  expect(metrics).toMatch(/^godrift_build_cache_entries\{cache="[0-9a-f]{12}",state="corrupt"\} 1$/m);
  expect(await runCli(['cache', 'status'], home, env)).toMatchObject({ exitCode: 1 });

  expect(await runCli(['rollback', 'cache', '--dry-run'], home, env)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(home, '.cache/godrift-gocache'))).toBe(false);
  const healed = await runCli(['rollback', 'cache'], home, env);
  expect(healed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`rebuild ${program}`) });
  const root = execFileSync('go', ['env', 'GOCACHE'], { env, encoding: 'utf8' }).trim();
  expect(root).not.toBe(gocache);
  execFileSync('go', ['build', '-a', '-o', program, '.'], { cwd: project, env });
  expect((await verify()).exitCode).toBe(0);
  expect(await check()).toMatchObject({ exitCode: 0 });
  // Nothing returns to what is corrupt.
  expect(await runCli(['rollback', 'cache'], home, env)).toMatchObject({ exitCode: 2 });
});

test.each([
  ['off', 'unset GOCACHE'],
  ['relative/path', 'unset GOCACHE'],
  ['/dev/null', 'unset GOCACHE'],
])('GOCACHE=%s is an error, as for Go', LONG, async (value, fix) => {
  const { home, env, project } = copied({ GOCACHE: value });
  const { stdout, exitCode } = await runCli(['check', project, '--only', 'build_cache', '--json'], home, env);
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).projects[0].findings).toMatchObject([
    { key: 'validity', severity: 'error', origin: 'environment', fix },
  ]);
  expect(await runCli(['cache', 'verify', '--build'], home, env)).toMatchObject({ exitCode: 2 });
});
