import { expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import { stateDir } from '../../src/store/state-dir.ts';

test.each([
  [{ GODRIFT_STATE_DIR: '/g', XDG_STATE_HOME: '/x' }, '/g'],
  [{ GODRIFT_STATE_DIR: '', XDG_STATE_HOME: '/x' }, '/x/godrift'],
  [{ XDG_STATE_HOME: 'relative' }, '/home/u/.local/state/godrift'],
  [{}, '/home/u/.local/state/godrift'],
])('with %j state lives in %s', (env, dir) => {
  expect(stateDir(env, '/home/u')).toBe(dir);
});

test('a relative GODRIFT_STATE_DIR is refused: it would move with the working directory', () => {
  expect(() => stateDir({ GODRIFT_STATE_DIR: 'state' }, '/home/u')).toThrow(InputError);
});
