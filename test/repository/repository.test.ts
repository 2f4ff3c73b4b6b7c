import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

test('no package runs a script at the install: those that would are known, and denied', () => {
  const scripted = Object.entries(lock.packages as Record<string, { hasInstallScript?: boolean }>)
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript === true)
    .map(([path]) => path.slice('node_modules/'.length));
  expect(scripted).toEqual(['@swc/core', 'protobufjs']);
  expect(packageJson.allowScripts).toEqual({ '@swc/core': false, protobufjs: false });
});

test('every package that runs is for every Node.js that godrift is for', () => {
  const [major, minor] = packageJson.engines.node.replace('>=', '').split('.').map(Number);
  const packages = lock.packages as Record<string, { dev?: boolean; engines?: { node?: string } }>;
  const refused = Object.entries(packages).filter(([path, { dev, engines }]) => {
    if (!path.startsWith('node_modules/') || dev === true || engines?.node === undefined) return false;
    return !engines.node.split('||').some((range) => {
      const [, operator = '', least = '0', patch = '0'] =
        /^\s*(\^|>=)?\s*(\d+)(?:\.(\d+))?/.exec(range) ?? [];
      return (
        (operator === '>=' ? Number(least) < major : false) ||
        (Number(least) === major && Number(patch) <= minor)
      );
    });
  });
  expect(refused).toEqual([]);
});

test('the workflows pin their actions to a version', () => {
  const workflows = readdirSync(join(root, '.github/workflows')).map((file) =>
    read(`.github/workflows/${file}`),
  );
  const actions = workflows.flatMap((text) =>
    [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action),
  );
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  const commands = workflows.flatMap((text) =>
    [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name),
  );
  expect(commands.filter((name) => packageJson.scripts[name] === undefined)).toEqual([]);
});

test('the registry of dimensions is what the folders say', () => {
  expect(DIMENSIONS.map(({ id }) => id)).toEqual([
    ...['go_version', 'modules', 'build_env', 'build', 'tools', 'build_cache', 'context'],
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
