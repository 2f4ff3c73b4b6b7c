import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/engine/dimensions.generated.ts';
import { tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const packageJson = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));

test('no committed file names a package registry, and none a home directory', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const said = files
    .filter((file) => !file.startsWith('test/') && existsSync(join(root, file)))
    .filter((file) => /registry\.npmjs|proxy\.golang\.org|\/root\/|\/home\/[a-z]/.test(read(file)));
  expect(said).toEqual([]);
});

test('the lock file pins the OpenTelemetry that package.json names, and every platform of every optional package', () => {
  const packages = lock.packages as Record<
    string,
    { version: string; optionalDependencies?: object; resolved?: string }
  >;
  for (const [name, version] of Object.entries(packageJson.dependencies))
    expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  const installed = Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13));
  const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
  expect(wanted.filter((name) => !installed.includes(name))).toEqual([]);
  expect(
    Object.values(packages).flatMap(({ resolved }) => (resolved?.startsWith('http') ? [resolved] : [])),
  ).toEqual([]);
});

test('only approved packages bring install scripts, and none of them is needed', () => {
  const scripted = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript === true)
    .map(([path]) => path.slice('node_modules/'.length));
  expect(scripted).toEqual(['@swc/core', 'protobufjs']);
});

test('the registry of dimensions is what the folders say', () => {
  expect(DIMENSIONS.map(({ id }) => id)).toEqual([
    ...['go_version', 'modules', 'build_env', 'tools', 'build_cache', 'context'],
  ]);
  expect(
    spawnSync(process.execPath, ['scripts/generate.ts', '--check'], { cwd: root, encoding: 'utf8' }),
  ).toMatchObject({ status: 0, stdout: '' });
});

test('the README’s commands are scripts of the package', () => {
  const scripts = [
    ...read('README.md').matchAll(/npm (?:run )?(start|test|check|generate|bench|try)\b/g),
  ].map((match) => match[1] ?? '');
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((name) => packageJson.scripts[name] === undefined)).toEqual([]);
});

test('the bundle says in one line that Node.js is too old, and exits 2', () => {
  const shim = read('dist/godrift.cjs');
  expect(shim).toContain('var least = [22,15,0];');
  const dir = tempProject();
  writeFileSync(join(dir, 'godrift.cjs'), shim.replace('[22,15,0]', '[99,0,0]'));
  const result = spawnSync(process.execPath, [join(dir, 'godrift.cjs'), 'check'], { encoding: 'utf8' });
  expect([result.status, result.stdout, result.stderr]).toEqual([
    2,
    '',
    `godrift needs Node.js >= 22.15.0, this is ${process.version}\n`,
  ]);
  const version = spawnSync(process.execPath, [join(root, 'dist/godrift.cjs'), '--version'], {
    encoding: 'utf8',
  });
  expect([version.status, version.stdout]).toEqual([0, `${packageJson.version}\n`]);
});
