import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost, type SharedRuns } from '../../src/host/create-host.ts';
import { SILENT } from '../dimensions/tools/silent-tracer.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';
import { sdkEnv, shimDirectory } from '../support/sdks.ts';

prepareToolchains('go1.25.4', 'go1.27.4');

function hostAt(projectDir: string, env: Record<string, string>, sharedRuns?: SharedRuns) {
  return createHost({
    env,
    projectDir,
    online: false,
    timeoutMs: 30_000,
    tracer: SILENT,
    ...(sharedRuns === undefined ? {} : { sharedRuns }),
  });
}

test('projects of one moment share what go says of the SDK, and each gets what it says of the project', async () => {
  const root = tempProject({ 'a/go.mod': 'module a\n\ngo 1.20\n', 'b/go.mod': 'module b\n\ngo 1.99\n' });
  mkdirSync(join(root, 'work/m'), { recursive: true });
  writeFileSync(join(root, 'work/go.work'), 'go 1.20\n\nuse ./m\n');
  writeFileSync(join(root, 'work/m/go.mod'), 'module m\n\ngo 1.20\n');
  const env = hermeticEnv();
  const shared: SharedRuns = new Map();
  for (const dir of ['a', 'b', 'work/m', 'work']) {
    // GOGCCFLAGS holds a random directory.
    const { GOGCCFLAGS: _, ...taken } = await hostAt(join(root, dir), env, shared).go.env();
    const { GOGCCFLAGS: __, ...alone } = await hostAt(join(root, dir), env).go.env();
    expect(taken).toEqual(alone);
    expect(taken.GOMOD).toBe(dir === 'work' ? '/dev/null' : join(root, dir, 'go.mod'));
  }
  // `go version` and `go env` of a and b were each run once; a workspace asks for itself.
  expect([...shared.keys()].map((key) => JSON.parse(key)[1].join(' ')).sort()).toEqual([
    'env -json',
    'version',
  ]);
});

test('an SDK or setting that has changed is asked anew', async () => {
  const root = tempProject({ 'a/go.mod': 'module a\n', 'b/go.mod': 'module b\n', env: 'GOPRIVATE=one\n' });
  const env = hermeticEnv({ GOENV: join(root, 'env') });
  const shared: SharedRuns = new Map();
  expect((await hostAt(join(root, 'a'), env, shared).go.env()).GOPRIVATE).toBe('one');
  writeFileSync(join(root, 'env'), 'GOPRIVATE=two\n');
  expect((await hostAt(join(root, 'b'), env, shared).go.env()).GOPRIVATE).toBe('two');
});

test('behind a shim each project gets the Go that the shim chooses there', async () => {
  const root = tempProject({ 'a/.go-version': '1.25.4\n', 'b/.go-version': '1.27.4\n' });
  const bin = shimDirectory(root, 'goenv', ['go1.25.4', 'go1.27.4']);
  const env = sdkEnv(bin, root);
  const shared: SharedRuns = new Map();
  const versions = ['a', 'b'].map((dir) => hostAt(join(root, dir), env, shared).go.local());
  expect((await Promise.all(versions)).map(({ version }) => version)).toEqual(['go1.25.4', 'go1.27.4']);
});
