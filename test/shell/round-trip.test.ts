import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSnapshot } from '../../src/domain/snapshot-text.ts';
import { envSnapshot, PRESENT, shellTest } from './shells.ts';

const name = fc.stringMatching(/^T_[A-Za-z0-9_]{1,12}$/);
const value = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  fc.string({
    unit: fc.constantFrom(
      '\\',
      'n',
      'r',
      '=',
      '\n',
      '\r',
      '$',
      '`',
      "'",
      '"',
      ' ',
      '%',
      '&',
      '~',
      '*',
      '(',
      ';',
      'é',
      '😀',
    ),
  }),
  fc.constantFrom(
    '',
    '$(touch owned)',
    '-n',
    '--',
    '%s%n',
    'a\nb\n',
    '\\',
    '\\\\n',
    '!x',
    '~',
    'x[$(touch owned)]',
  ),
);
const variables = fc
  .dictionary(name, value, { maxKeys: 20, noNullPrototype: true })
  .filter((all) => !Object.keys(all).some((key) => /TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|_?KEY/i.test(key)));
const OURS = (all: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith('T_')));

describe.each(PRESENT)('%s', (shell) => {
  test('writes snapshots that TypeScript reads, every byte of them', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(variables, (all) => {
        const { run, stateDir } = shellTest(shell);
        expect(run(['envsnap --save=one'], { env: all })).toEqual({ status: 0, stdout: '', stderr: '' });
        const file = join(stateDir, 'env/one.snap');
        expect(OURS(readSnapshot(readFileSync(file), file, { emptyValues: 'allow' }).facts)).toEqual(all);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        expect(statSync(join(stateDir, 'env')).mode & 0o777).toBe(0o700);
      }),
      { numRuns: 25 },
    );
  });

  test('reads what TypeScript writes, and a rollback with its undo restores every byte', {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(variables, variables, (before, saved) => {
        const { run, snapshot, dump, dumped } = shellTest(shell);
        snapshot('one', envSnapshot(saved));
        run([dump('a'), 'envsnap --rollback=one', dump('b'), 'envsnap --undo', dump('c')], { env: before });
        expect(OURS(dumped('b'))).toEqual(Object.fromEntries(Object.entries({ ...before, ...saved }).sort()));
        expect(dumped('c')).toEqual(dumped('a'));
        run(['envsnap --rollback=one --exact', dump('d'), 'envsnap --undo', dump('e')], { env: before });
        expect(OURS(dumped('d'))).toEqual(Object.fromEntries(Object.entries(saved).sort()));
        expect(OURS(dumped('e'))).toEqual(OURS(dumped('a')));
      }),
      { numRuns: 25 },
    );
  });
});
