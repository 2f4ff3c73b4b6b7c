import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ReplacedState,
  readReplacedState,
  replacedStateFile,
  writeReplacedState,
} from '../../src/store/replaced-state.ts';
import { tempProject } from '../support/run-cli.ts';

const STATE: ReplacedState = {
  id: 'one',
  target: '/home/u/.config/go/env',
  files: [
    { path: '/home/u/.config/go/env', before: null, after: { latin1: 'GOTOOLCHAIN=\xe4\n', mode: 0o644 } },
  ],
  variable: null,
  ran: 'go1.26.8',
};

const never = (message: string) => expect.fail(message);

test('what is kept comes back, and is private', async () => {
  const dir = tempProject();
  await writeReplacedState(dir, STATE);
  expect(await readReplacedState(dir, STATE, never)).toEqual(STATE);
  const file = replacedStateFile(dir, STATE.target);
  expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
});

test.each([
  ['of another rollback', { id: 'two', target: STATE.target }],
  ['of another target', { id: 'one', target: '/home/v/.config/go/env' }],
])('nothing is on record %s', async (_, asked) => {
  const dir = tempProject();
  await writeReplacedState(dir, STATE);
  expect(await readReplacedState(dir, asked, never)).toBeNull();
});

test('a newer rollback of a target replaces what is kept of the one before', async () => {
  const dir = tempProject();
  await writeReplacedState(dir, STATE);
  await writeReplacedState(dir, { ...STATE, id: 'two' });
  expect(await readReplacedState(dir, STATE, never)).toBeNull();
  expect(await readReplacedState(dir, { ...STATE, id: 'two' }, never)).toMatchObject({ id: 'two' });
});

test.each([
  '',
  '{"id":"one"',
  JSON.stringify({ ...STATE, files: [{ path: 'relative', before: null, after: null }] }),
])('a damaged record is set aside and said: %s', async (text) => {
  const dir = tempProject();
  await writeReplacedState(dir, STATE);
  writeFileSync(replacedStateFile(dir, STATE.target), text);
  const said: string[] = [];
  expect(await readReplacedState(dir, STATE, (message) => said.push(message))).toBeNull();
  expect(said).toEqual([expect.stringContaining('is damaged')]);
});
