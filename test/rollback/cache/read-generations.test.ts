import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGeneration } from '../../../src/rollback/cache/create-generation.ts';
import { emptyTrash, listTrash, trashOf } from '../../../src/rollback/cache/empty-trash.ts';
import {
  cacheRootOf,
  isGenerationName,
  isGenerationOf,
  newGeneration,
} from '../../../src/rollback/cache/generation.ts';
import { planRotate } from '../../../src/rollback/cache/plan-rotate.ts';
import { readGenerations } from '../../../src/rollback/cache/read-generations.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { tempProject } from '../../support/run-cli.ts';
import { GO, goLab } from './go-lab.ts';

const NAME = 'gen-0123456789ab';

test.each([
  [NAME, true],
  [`${NAME}c`, false],
  [`x${NAME}`, false],
  ['gen-0123456789aB', false],
  ['gen-0123456789a', false],
])('%s is the name of a generation: %s', (name, expected) => {
  expect([isGenerationName(name), isGenerationOf('/cache', `/cache/${name}`)]).toEqual([expected, expected]);
  expect(isGenerationOf('/cache', `/cache/deep/${name}`)).toBe(false);
});

test('two generations have one name only where all of what they are made of is equal', () => {
  const made = { goVersion: 'go1.26.8', platform: 'linux/amd64', createdAt: 1, parent: '/a' };
  const others = [{ goVersion: 'go1.26.9' }, { platform: 'linux/arm64' }, { createdAt: 2 }, { parent: '/b' }];
  const names = [{}, ...others].map((more) => newGeneration('/cache', { ...made, ...more }).name);
  expect(new Set(names).size).toBe(5);
  const moved = newGeneration('/cache', { ...made, goVersion: 'go1.26.8l', platform: 'inux/amd64' });
  expect(names).not.toContain(moved.name);
  expect(newGeneration('/cache', made)).toEqual({ ...made, name: names[0], path: `/cache/${names[0]}` });
});

test.each([
  [{}, '/home/u/.cache/godrift-gocache'],
  [{ XDG_CACHE_HOME: '' }, '/home/u/.cache/godrift-gocache'],
  [{ XDG_CACHE_HOME: 'relative' }, '/home/u/.cache/godrift-gocache'],
  [{ XDG_CACHE_HOME: '/x' }, '/x/godrift-gocache'],
])('with %j the generations are in %s', (env, dir) => {
  expect(cacheRootOf(env, '/home/u')).toBe(dir);
});

test('a new generation is a private directory, and its description beside it a private file', () => {
  const generation = newGeneration(tempProject(), {
    goVersion: 'go1.26.8',
    platform: 'linux/amd64',
    createdAt: 1,
    parent: '/a',
  });
  createGeneration(generation);
  const file = `${generation.path}.json`;
  const { path, ...description } = generation;
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(description);
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"name".*\n\}\n$/s);
  expect([statSync(path).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(() => createGeneration(generation)).toThrow(`cannot write ${file}: EEXIST`);
});

test('generations are read in the order in which they were made, whatever is lost of them', async () => {
  const lab = goLab();
  const { generation: second } = planRotate(await lab.read(), 2, GO);
  const { generation: first } = planRotate(await lab.read(), 1, GO);
  for (const generation of [second, first]) createGeneration(generation);
  mkdirSync(join(lab.cacheRoot, NAME));
  writeFileSync(
    join(lab.cacheRoot, `${NAME}.json`),
    '{"createdAt":"1","goVersion":1,"platform":1,"parent":1}',
  );
  writeFileSync(join(lab.cacheRoot, 'gen-ffffffffffff'), 'a file');
  mkdirSync(join(lab.cacheRoot, 'mine'));
  symlinkSync('nowhere', join(lab.cacheRoot, 'gen-eeeeeeeeeeee'));
  const { ctimeMs } = statSync(join(lab.cacheRoot, NAME));
  expect((await lab.read()).generations).toEqual([
    first,
    second,
    {
      name: NAME,
      path: join(lab.cacheRoot, NAME),
      createdAt: ctimeMs,
      goVersion: null,
      platform: null,
      parent: null,
    },
  ]);
});

test.each([
  [{}, 'linux', '/.cache/go-build'],
  [{ XDG_CACHE_HOME: '/xdg' }, 'linux', '/xdg/go-build'],
  [{ XDG_CACHE_HOME: 'relative' }, 'linux', null],
  [{ XDG_CACHE_HOME: '/xdg' }, 'darwin', '/Library/Caches/go-build'],
] as const)('with %j on %s the default GOCACHE is %s', async (env, platform, expected) => {
  const home = tempProject();
  const options = { env, platform, home, cacheRoot: join(home, 'none'), onDamaged: () => {} };
  const dir = expected === null || expected.startsWith('/xdg') ? expected : `${home}${expected}`;
  expect(await readGenerations(options)).toMatchObject({
    defaultRoot: dir,
    inUse: dir ?? 'off',
    current: null,
    historyContent: null,
    history: { roots: [], retired: {} },
    generations: [],
  });
  expect((await readGenerations({ ...options, home: '' })).defaultRoot).toBe(
    expected?.startsWith('/xdg') === true ? expected : null,
  );
});

test('the environment wins over the env file, and the env file over the default; links are resolved', async () => {
  const lab = goLab();
  mkdirSync(join(lab.home, 'größe'));
  symlinkSync(join(lab.home, 'größe'), join(lab.home, 'link'));
  writeFileSync(lab.goEnvFile, `GOCACHE=${lab.home}/größe\n`);
  const setting = Buffer.from(`${lab.home}/größe`).toString('latin1');
  expect(await lab.read()).toMatchObject({ environment: '', setting, inUse: join(lab.home, 'größe') });
  lab.env.GOCACHE = join(lab.home, 'link');
  expect(await lab.read()).toMatchObject({ environment: lab.env.GOCACHE, inUse: join(lab.home, 'größe') });
  lab.env.GOCACHE = 'relative';
  expect((await lab.read()).inUse).toBe('relative');
});

test('an env file that is a link is what it leads to', async () => {
  const lab = goLab();
  writeFileSync(join(lab.home, 'dotfile'), 'GOFLAGS=-v\n');
  symlinkSync(join(lab.home, 'dotfile'), lab.goEnvFile);
  chmodSync(join(lab.home, 'dotfile'), 0o640);
  expect((await lab.read()).goEnv).toEqual({
    file: join(lab.home, 'dotfile'),
    content: { latin1: 'GOFLAGS=-v\n', mode: 0o640 },
  });
});

test('a cache root that is no directory is a StoreError', async () => {
  const lab = goLab();
  mkdirSync(join(lab.home, '.cache'));
  writeFileSync(lab.cacheRoot, '');
  expect(() => listTrash(`${lab.cacheRoot}${'x'.repeat(300)}`)).toThrow(StoreError);
});

test('trash is listed whoever put it there, and emptied; what is gone already is no error', async () => {
  const dir = tempProject({
    '.trash-1-x/aa/entry': '',
    '.trash-2-y/.keep': '',
    'trash-3/.keep': '',
    'x.trash-4/.keep': '',
  });
  expect(trashOf(dir, NAME, 7)).toBe(join(dir, `.trash-7-${NAME}`));
  const trash = listTrash(dir);
  expect(trash).toEqual([join(dir, '.trash-1-x'), join(dir, '.trash-2-y')]);
  await Promise.all([...trash, ...trash].map(emptyTrash));
  expect(listTrash(dir)).toEqual([]);
  const file = join(tempProject({ file: '' }), 'file');
  await expect(emptyTrash(file)).rejects.toThrow(`cannot remove ${file}: ENOTDIR`);
});
