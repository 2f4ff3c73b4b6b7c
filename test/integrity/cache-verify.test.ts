import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
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
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, MODULE } from '../../scripts/integrity/module-rows.ts';
import { copyOf, fetchOnce } from '../../scripts/integrity/tamper-table.ts';
import { startCollecting } from '../support/collecting.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const LONG = { timeout: 300_000 };
const DIRECTORY = 'github.com/!burnt!sushi/toml@v1.5.0';
let work: string;
let origin: Bench;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'godrift-cache-verify-'));
  origin = fetchOnce(work);
}, 300_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

function copied() {
  const { project, gomodcache, env } = copyOf(origin, tempProject());
  const own: Record<string, string> = { ...env, HOME: tempProject() };
  const verify = async (...args: string[]) => {
    const result = await runCli(['cache', 'verify', '--modules', '--json', ...args], project, own);
    const { projects, ...rest } = JSON.parse(result.stdout);
    return { ...result, ...rest, ...projects[0] };
  };
  return {
    ...{ project, gomodcache, verify, env: own },
    module: join(gomodcache, DIRECTORY),
    stateDir: own.GODRIFT_STATE_DIR ?? '',
    check: () => runCli(['check', '--only', 'modules', '--json'], project, own),
  };
}

describe('what no module has is named, and never ok', () => {
  test.each<[string, (module: string) => void, object]>([
    [
      'a file that cannot be read',
      // Root reads whatever the mode forbids, but not this.
      (module) => symlinkSync('/proc/self/mem', join(module, 'unread.go')),
      { exitCode: 2, findings: [{ state: 'unverified', message: 'cannot be read (EIO)' }] },
    ],
    [
      'a link that leads to itself',
      (module) => symlinkSync('loop', join(module, 'loop')),
      { exitCode: 1, findings: [{ state: 'mismatch', files: [{ name: 'loop', change: 'added' }] }] },
    ],
    [
      'a pipe',
      (module) => void execFileSync('mkfifo', [join(module, 'pipe')]),
      { exitCode: 1, findings: [{ state: 'mismatch', files: [{ name: 'pipe', change: 'added' }] }] },
    ],
    [
      'a foreign file',
      (module) => writeFileSync(join(module, '.DS_Store'), ''),
      { exitCode: 1, findings: [{ state: 'mismatch', files: [{ name: '.DS_Store', change: 'added' }] }] },
    ],
    [
      'a name with a newline',
      (module) => writeFileSync(join(module, 'a\nb.go'), ''),
      { exitCode: 1, findings: [{ state: 'mismatch', files: [{ name: 'a\nb.go', change: 'added' }] }] },
    ],
    [
      'a file of 4 GB',
      (module) => {
        writeFileSync(join(module, 'huge'), '');
        truncateSync(join(module, 'huge'), 2 ** 32);
      },
      { exitCode: 1, findings: [{ state: 'mismatch', files: [{ name: 'huge', change: 'added' }] }] },
    ],
  ])('%s', LONG, async (_, tamper, expected) => {
    const { module, verify } = copied();
    tamper(module);
    expect(await verify()).toMatchObject(expected);
  });
});

test('a read-only module cache is read and left as it is', LONG, async () => {
  const { module, verify, gomodcache } = copied();
  execFileSync('chmod', ['-R', 'a-w', gomodcache]);
  // What was written a moment ago is read again.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  try {
    expect(await verify()).toMatchObject({ exitCode: 0, summary: { ok: 1, mismatch: 0 } });
    expect(await verify()).toMatchObject({ exitCode: 0, filesRead: 0 });
    expect(readdirSync(module)).toEqual(readdirSync(join(origin.gomodcache, DIRECTORY)));
  } finally {
    execFileSync('chmod', ['-R', 'u+w', gomodcache]);
  }
});

test('a damaged index is set aside, said, and costs nothing but time', LONG, async () => {
  const { verify, stateDir } = copied();
  await verify();
  writeFileSync(join(stateDir, 'integrity.db'), 'no database at all'.repeat(1_000));
  const { exitCode, stderr } = await verify();
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('integrity.db is damaged')]);
  expect(readdirSync(stateDir).some((name) => name.startsWith('integrity.db.damaged'))).toBe(true);
  expect(await verify()).toMatchObject({ exitCode: 0, stderr: '' });
});

describe('a zip', () => {
  test.each<[string, (zip: Buffer) => Buffer]>([
    ['cut off', (zip) => zip.subarray(0, zip.length / 2)],
    ['that is none', () => Buffer.from('no zip')],
    ['that is empty', () => Buffer.alloc(0)],
    ['of noise', (zip) => Buffer.concat([Buffer.alloc(zip.length - 1_000, 7), zip.subarray(-1_000)])],
    [
      'with a wrong checksum in its directory',
      (zip) => flipAt(zip, zip.indexOf('PK\x01\x02', 0, 'latin1') + 16),
    ],
    ['with a wrong size in its directory', (zip) => flipAt(zip, zip.indexOf('PK\x01\x02', 0, 'latin1') + 24)],
  ])('%s is a mismatch, and the directory still ok', LONG, async (_, damage) => {
    const { gomodcache, verify } = copied();
    const file = join(gomodcache, 'cache/download/github.com/!burnt!sushi/toml/@v/v1.5.0.zip');
    writeFileSync(file, damage(readFileSync(file)));
    const { exitCode, findings } = await verify();
    expect({ exitCode, findings }).toMatchObject({
      exitCode: 1,
      findings: [{ part: 'zip', state: 'mismatch' }],
    });
  });
});

function flipAt(content: Buffer, at: number): Buffer {
  content[at] = (content[at] ?? 0) ^ 1;
  return content;
}

test('a vendor directory lacks nothing that a package is built from', LONG, async () => {
  const { project, env, verify } = copied();
  execFileSync('go', ['mod', 'vendor'], { cwd: project, env });
  expect(await verify()).toMatchObject({ exitCode: 0 });
  const vendored = join(project, 'vendor', MODULE.path);
  rmSync(join(vendored, 'README.md'));
  expect(await verify()).toMatchObject({ exitCode: 0 });
  rmSync(join(vendored, 'lex.go'));
  const { exitCode, findings } = await verify();
  expect(exitCode).toBe(1);
  expect(findings).toMatchObject([
    { part: 'vendor', file: join(vendored, 'lex.go'), files: [{ name: 'lex.go', change: 'missing' }] },
  ]);
});

test("a replacement directory's content is told, whatever is in its repository", LONG, async () => {
  const { project, module, verify } = copied();
  cpSync(module, join(project, 'fork'), { recursive: true });
  appendFileSync(join(project, 'go.mod'), `replace ${MODULE.path} => ./fork\n`);
  const fingerprint = async () => {
    const { exitCode, modules } = await verify();
    expect(exitCode).toBe(0);
    return modules[0].fingerprint as string;
  };
  const first = await fingerprint();
  expect(first).toMatch(/^h1:/);
  execFileSync('git', ['init', '-q', join(project, 'fork')]);
  expect(await fingerprint()).toBe(first);
  appendFileSync(join(project, 'fork/lex.go'), '// mine\n');
  expect(await fingerprint()).not.toBe(first);
});

test(
  'the running SDK is verified where it is a module, and a flipped byte of its compiler found',
  LONG,
  async () => {
    const { gomodcache, verify, env } = copied();
    const version = `v0.0.1-go1.25.4.${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const shared = hermeticEnv({ GOTOOLCHAIN: 'go1.25.4' });
    execFileSync('go', ['version'], { env: shared });
    // Go asks the checksum database for it, even offline: what was asked is kept there.
    for (const place of [
      `golang.org/toolchain@${version}`,
      'cache/download/golang.org/toolchain',
      'cache/download/sumdb',
    ])
      cpSync(join(shared.GOMODCACHE ?? '', place), join(gomodcache, place), { recursive: true });
    env.GOTOOLCHAIN = 'go1.25.4';
    const told = await verify();
    expect([told.exitCode, told.findings]).toEqual([0, []]);
    expect(told.modules).toContainEqual(
      expect.objectContaining({ path: 'golang.org/toolchain', state: 'ok' }),
    );
    const file = join(gomodcache, `golang.org/toolchain@${version}/src/fmt/print.go`);
    chmodSync(file, 0o644);
    const text = readFileSync(file);
    writeFileSync(file, flipAt(text, 100));
    expect(await verify('--no-zips')).toMatchObject({
      exitCode: 1,
      findings: [
        { module: 'golang.org/toolchain', files: [{ name: 'src/fmt/print.go', change: 'changed' }] },
      ],
    });
  },
);

test('a mismatch is drift until its files change, and known again when it is verified', LONG, async () => {
  const { module, verify, check } = copied();
  const file = join(module, 'lex.go');
  const right = readFileSync(file);
  appendFileSync(file, '// more\n');
  expect(await check()).toMatchObject({ exitCode: 0 });
  expect(await verify()).toMatchObject({ exitCode: 1 });
  const { exitCode, stdout } = await check();
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout).projects[0].findings).toMatchObject([{ severity: 'critical' }]);
  writeFileSync(file, right);
  expect(await check()).toMatchObject({ exitCode: 0 });
  expect(await verify()).toMatchObject({ exitCode: 0, summary: { ok: 1 } });
  expect(await check()).toMatchObject({ exitCode: 0 });
});

test("the collector verifies by itself, with the environment of the project's env_file", LONG, async () => {
  const { project, module, env } = copied();
  const { GOMODCACHE = '', GOFLAGS = '', GOPROXY = '', GODRIFT_STATE_DIR = '' } = env;
  const home = tempProject({
    'project.env': `GOMODCACHE=${GOMODCACHE}\nGOFLAGS=${GOFLAGS}\nGOPROXY=${GOPROXY}\nGOENV=off\nGOTOOLCHAIN=local\n`,
    'collect.yaml': `projects:\n  - dir: ${project}\n    name: tampered\n    env_file: project.env\n`,
  });
  const { metrics } = await startCollecting(
    ['--config', join(home, 'collect.yaml')],
    home,
    hermeticEnv({ GODRIFT_STATE_DIR, GOMODCACHE: join(home, 'none') }),
  );
  const modules = (state: string) =>
    new RegExp(`^godrift_module_cache_modules\\{project="tampered",state="${state}"\\} 1$`, 'm');
  await metrics(modules('ok'));
  const file = join(module, 'lex.go');
  const right = readFileSync(file);
  appendFileSync(file, '// more\n');
  await metrics(modules('mismatch'));
  writeFileSync(file, right);
  await metrics(modules('ok'));
});
