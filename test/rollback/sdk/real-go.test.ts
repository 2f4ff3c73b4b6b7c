import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../src/host/create-host.ts';
import {
  downloadByWrapper,
  downloadToolchain,
  hasToolchain,
} from '../../../src/rollback/sdk/download-sdk.ts';
import { verifySdk } from '../../../src/rollback/sdk/verify-sdk.ts';
import { noTelemetry } from '../../../src/telemetry/no-telemetry.ts';
import { fetchModule } from '../../support/fetch-module.ts';
import { hermeticEnv, tempProject } from '../../support/run-cli.ts';
import { localSdk } from './local-sdk.ts';

const BROKEN = { 'src/runtime/proc.go': 'package broken\n' };
const ABSENT = 'go1.22.1';

/** The real Go in a module of its own. */
function host(more: Readonly<Record<string, string>> = {}, { online = false } = {}) {
  return createHost({
    env: hermeticEnv(more),
    projectDir: tempProject({ 'go.mod': 'module example.com/lab\n\ngo 1.20\n' }),
    online,
    timeoutMs: 60_000,
    tracer: noTelemetry,
  });
}

const local = async () => (await host().go.local()).version;

test('the Go that runs is verified as a whole, with a program that is kept', async () => {
  const probeDir = join(tempProject(), 'probe/go');
  expect(await verifySdk({ host: host(), expected: await local(), probeDir })).toBeNull();
  expect(readdirSync(probeDir).toSorted()).toEqual(['go.mod', 'main.go', 'probe']);
  expect(readFileSync(join(probeDir, 'go.mod'), 'utf8')).toBe('module probe\n\ngo 1.16\n');
});

test('another Go than the expected one, and one that refuses, are said', async () => {
  const probeDir = join(tempProject(), 'probe');
  expect(await verifySdk({ host: host(), expected: 'go1.25.3', probeDir })).toBe(
    `go says ${await local()}, not go1.25.3`,
  );
  const refusing = host({ GOTOOLCHAIN: 'nonsense' });
  expect(await verifySdk({ host: refusing, expected: 'go1.25.3', probeDir })).toMatch(
    /^go refuses: .*nonsense/,
  );
  expect(existsSync(probeDir)).toBe(false);
});

/** A GOROOT that is the real one, but for some files. */
async function alteredRoot(files: Readonly<Record<string, string>>) {
  const { realpath, goos, goarch } = await host().go.local();
  const real = join(realpath, '../..');
  const root = tempProject();
  linkEntries(real, root);
  for (const [name, text] of Object.entries({ 'bin/go': null, ...files })) {
    const parts = name.replace('*', `${goos}_${goarch}`).split('/');
    for (let length = 1; length < parts.length; length++) {
      const dir = join(root, ...parts.slice(0, length));
      if (!lstatSync(dir).isSymbolicLink()) continue;
      unlinkSync(dir);
      mkdirSync(dir);
      linkEntries(join(real, ...parts.slice(0, length)), dir);
    }
    const file = join(root, ...parts);
    unlinkSync(file);
    // Go finds its root by where it really is.
    if (text === null) copyFileSync(realpath, file);
    else writeFileSync(file, text, { mode: 0o755 });
  }
  return { root, host: host({ PATH: `${root}/bin:${process.env.PATH}` }) };
}

function linkEntries(from: string, to: string): void {
  for (const name of readdirSync(from)) symlinkSync(join(from, name), join(to, name));
}

test.each([
  [
    'VERSION',
    'go1.25.3\ntime x\n',
    (root: string, version: string) => `${root}/VERSION says go1.25.3, not ${version}`,
  ],
  [
    'pkg/tool/*/compile',
    '#!/bin/sh\necho compile version go1.25.3\n',
    (root: string, version: string) => `the compiler of ${root} says go1.25.3, not ${version}`,
  ],
  [
    'pkg/tool/*/compile',
    '#!/bin/sh\necho >&2\necho "# oh" >&2\necho " no memory https://u:secret@h/x " >&2\n',
    (root: string, version: string) =>
      `the compiler of ${root} says no memory https://***@h/x, not ${version}`,
  ],
])('an SDK whose %s is another one is not what was wanted', async (name, text, message) => {
  // Its program need not be built to the end.
  const altered = await alteredRoot({ [name]: text, ...BROKEN });
  const expected = await local();
  const problem = await verifySdk({ host: altered.host, expected, probeDir: join(tempProject(), 'probe') });
  expect(problem).toBe(message(altered.root, expected));
});

test('an SDK that builds nothing is not what was wanted', async () => {
  const altered = await alteredRoot(BROKEN);
  const expected = await local();
  const problem = await verifySdk({ host: altered.host, expected, probeDir: join(tempProject(), 'probe') });
  expect(problem).toMatch(/^a one-line program does not build: .*broken/);
});

test('Go itself says which toolchains are on this machine', async () => {
  expect(await hasToolchain(host(), await local())).toBe(true);
  expect(await hasToolchain(host({ GOPROXY: 'https://proxy.invalid' }, { online: true }), ABSENT)).toBe(
    false,
  );
});

test('what is there already is not downloaded again', async () => {
  await downloadToolchain(host({ GOPROXY: 'off' }), await local());
});

test.each([
  ['http://127.0.0.1:9', 'the module proxy cannot be reached'],
  ['empty', 'the module proxy has no such release'],
])('GOPROXY=%s: a download says what is wrong, and Go’s own words', async (proxy, message) => {
  const GOPROXY = proxy === 'empty' ? `file://${tempProject()}` : proxy;
  const online = host({ GOPROXY, GOMODCACHE: tempProject() }, { online: true });
  await expect(downloadToolchain(online, ABSENT)).rejects.toThrow(
    new RegExp(`^cannot download ${ABSENT}: ${message} \\(.*${ABSENT}.*\\)$`),
  );
});

test('a wrapper that cannot be installed is said', async () => {
  const removed: string[] = [];
  const online = host({ GOPROXY: 'off', GOMODCACHE: tempProject(), GOBIN: tempProject() }, { online: true });
  await expect(downloadByWrapper(online, ABSENT, (path) => removed.push(path))).rejects.toThrow(
    new RegExp(`^cannot install golang.org/dl/${ABSENT}: the module proxy cannot be reached \\(`),
  );
  expect(removed).toEqual([]);
});

test.each([
  ['is removed where it was not there before', false],
  ['stays where it was there before', true],
])('the real wrapper, whose download site cannot be reached, %s', async (_, wasThere) => {
  const gopath = tempProject();
  const wrapper = join(gopath, 'bin', ABSENT);
  if (wasThere) {
    mkdirSync(join(gopath, 'bin'));
    writeFileSync(wrapper, '', { mode: 0o755 });
  }
  const cached = hermeticEnv();
  fetchModule('golang.org/dl@latest', cached);
  const removed: string[] = [];
  const online = host(
    {
      GOPROXY: `file://${cached.GOMODCACHE}/cache/download`,
      GONOSUMDB: '*',
      GOPATH: `${gopath}:/other`,
      HTTPS_PROXY: 'http://127.0.0.1:9',
    },
    { online: true },
  );
  await expect(downloadByWrapper(online, ABSENT, (path) => removed.push(path))).rejects.toThrow(
    new RegExp(`^${ABSENT} download: the module proxy cannot be reached \\(.*127\\.0\\.0\\.1:9`),
  );
  expect(removed).toEqual(wasThere ? [] : [wrapper]);
});

/** A module cache of its own, as `go mod download golang.org/toolchain@…` leaves it: without execute bits. */
function downloaded(version: string): { readonly cache: string; readonly sdk: string } {
  const shared = hermeticEnv().GOMODCACHE ?? '';
  const sdk = localSdk(version);
  const cache = tempProject();
  mkdirSync(join(cache, 'cache/download'), { recursive: true });
  // Without its tiles, Go could not verify the toolchain offline.
  execFileSync('cp', ['-R', join(shared, 'cache/download/sumdb'), join(cache, 'cache/download/sumdb')]);
  const download = (more: Record<string, string>) =>
    execFileSync('go', ['mod', 'download', `golang.org/${basename(sdk)}`], {
      cwd: tempProject(),
      env: hermeticEnv(more),
    });
  // Switching to a toolchain leaves out its .info file.
  download({});
  download({
    GOMODCACHE: cache,
    GOPROXY: `file://${shared}/cache/download`,
    GONOSUMDB: '*',
    GOFLAGS: '-modcacherw',
  });
  const own = join(cache, 'golang.org', basename(sdk));
  expect(statSync(join(own, 'bin/go')).mode & 0o111).toBe(0);
  return { cache, sdk: own };
}

test('a toolchain that `go mod download` left without execute bits is made executable by Go itself', async () => {
  const { cache, sdk } = downloaded('1.20.14');
  const one = host({ GOMODCACHE: cache, GOTOOLCHAIN: 'go1.20.14' });
  expect(await hasToolchain(one, 'go1.20.14')).toBe(true);
  expect(statSync(join(sdk, 'bin/go')).mode & 0o111).toBe(0o111);
  expect(
    await verifySdk({ host: one, expected: 'go1.20.14', probeDir: join(tempProject(), 'probe') }),
  ).toBeNull();
});

test('a toolchain whose tools only are not executable is said, with what to do', async () => {
  const { cache, sdk } = downloaded('1.20.14');
  chmodSync(join(sdk, 'bin/go'), 0o755);
  const one = host({ GOMODCACHE: cache, GOTOOLCHAIN: 'go1.20.14' });
  const verified = verifySdk({ host: one, expected: 'go1.20.14', probeDir: join(tempProject(), 'probe') });
  await expect(verified).rejects.toThrow(
    new RegExp(`/compile is not executable: chmod -R a\\+x ${sdk}/pkg/tool/`),
  );
});

test('a toolchain that only its owner can make executable is said as such', async () => {
  // What Go says where the module cache is another user's.
  const message = `go: download ${ABSENT}: chmod /mod/golang.org/toolchain/pkg/tool/addr2line: operation not permitted`;
  const bin = tempProject({ go: `#!/bin/sh\necho '${message}' >&2\nexit 1\n` });
  chmodSync(join(bin, 'go'), 0o755);
  const one = host({ PATH: `${bin}:/usr/bin:/bin` }, { online: true });
  await expect(downloadToolchain(one, ABSENT)).rejects.toThrow(
    `cannot download ${ABSENT}: it is in the module cache but not executable, and only the owner of its files can change that`,
  );
});
