import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import { applyStep, inverse, readContent, readLink, stateOf } from '../../src/rollback/step.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { tempProject } from '../support/run-cli.ts';
import { fileStep, linkStep } from './support/journalled.ts';

const BYTES = 'caf\xe9\r\n\xff';

test('a file keeps every byte and its mode, and one that is not there is null', () => {
  const file = join(tempProject(), 'env');
  expect(readContent(file)).toBeNull();
  writeFileSync(file, BYTES, 'latin1');
  chmodSync(file, 0o640);
  expect(readContent(file)).toEqual({ latin1: BYTES, mode: 0o640 });
});

test('what is neither a file nor absent is a StoreError that names it', () => {
  const dir = tempProject();
  expect(() => readContent(dir)).toThrow(StoreError);
  expect(() => readContent(dir)).toThrow(`cannot read ${dir}: EISDIR`);
  const below = join(dir, 'x'.repeat(300));
  expect(() => readLink(below)).toThrow(`cannot read ${below}: ENAMETOOLONG`);
});

test('a link is read without being followed; a file in its place is no input to a rollback', () => {
  const dir = tempProject({ file: '' });
  symlinkSync('nowhere', join(dir, 'link'));
  expect([readLink(join(dir, 'link')), readLink(join(dir, 'absent'))]).toEqual(['nowhere', null]);
  expect(() => readLink(join(dir, 'file'))).toThrow(
    new InputError([{ message: 'is no symbolic link', location: { file: join(dir, 'file'), line: null } }]),
  );
});

test.each([
  [null, 'new', 'before'],
  ['old', 'new', 'foreign'],
  ['there', 'new', 'before'],
  ['old', 'there', 'after'],
  ['there', 'there', 'after'],
  ['there', null, 'before'],
  [null, 'there', 'after'],
] as const)('of a step from %j to %j, where “there” is there', (before, after, state) => {
  const dir = tempProject({ file: 'there' });
  symlinkSync('there', join(dir, 'link'));
  const absent = before === null && after === 'new';
  expect(stateOf(fileStep(join(dir, absent ? 'absent' : 'file'), before, after))).toBe(state);
  expect(stateOf(linkStep(join(dir, absent ? 'absent' : 'link'), before, after))).toBe(state);
});

test('permissions do not decide which side of a step is in place', () => {
  const dir = tempProject({ file: 'there' });
  chmodSync(join(dir, 'file'), 0o644);
  expect(stateOf(fileStep(join(dir, 'file'), 'old', 'there'))).toBe('after');
});

test('applied twice it is done, and its inverse takes it back: content, mode, links, absence', async () => {
  const dir = tempProject({ there: 'old' });
  symlinkSync('/old', join(dir, 'link'));
  const steps = [
    fileStep(join(dir, 'there'), 'old', BYTES),
    fileStep(join(dir, 'new/file'), null, BYTES),
    fileStep(join(dir, 'gone'), null, null),
    linkStep(join(dir, 'link'), '/old', '/new'),
    linkStep(join(dir, 'deep/link'), null, '/new'),
  ];
  for (const step of [...steps, ...steps]) await applyStep(step);
  expect(readFileSync(join(dir, 'there'), 'latin1')).toBe(BYTES);
  expect(statSync(join(dir, 'new/file')).mode & 0o777).toBe(0o600);
  expect([readlinkSync(join(dir, 'link')), readlinkSync(join(dir, 'deep/link'))]).toEqual(['/new', '/new']);
  expect(statSync(join(dir, 'deep')).mode & 0o777).toBe(0o700);
  expect(readdirSync(dir).toSorted()).toEqual(['deep', 'link', 'new', 'there']);

  for (const step of steps.map(inverse).toReversed()) await applyStep(step);
  expect(readFileSync(join(dir, 'there'), 'latin1')).toBe('old');
  expect([existsSync(join(dir, 'new/file')), readlinkSync(join(dir, 'link'))]).toEqual([false, '/old']);
  expect(lstatSync(join(dir, 'deep/link'), { throwIfNoEntry: false })).toBeUndefined();
});

test('what cannot be put in place or taken away is a StoreError, and leaves nothing behind', async () => {
  const dir = tempProject();
  mkdirSync(join(dir, 'full/inside'), { recursive: true });
  const full = join(dir, 'full');
  await expect(applyStep(linkStep(full, null, '/new'))).rejects.toThrow(`cannot write ${full}: EISDIR`);
  await expect(applyStep(linkStep(full, '/new', null))).rejects.toThrow(`cannot remove ${full}: `);
  expect(readdirSync(dir)).toEqual(['full']);
});
