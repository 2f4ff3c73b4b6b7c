import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/domain/errors.ts';
import { parseEnvFile } from '../../../src/host/go-settings.ts';
import { rewriteGoEnv } from '../../../src/rollback/go-env-file.ts';
import { tempProject } from '../../support/run-cli.ts';

const value = fc.string({
  unit: fc.constantFrom('/', 'a', '=', '"', ' ', '\r', '\xe4', '\xff'),
  maxLength: 8,
});
const line = fc.oneof(
  fc.constantFrom(
    '',
    '# GOCACHE=/no',
    'GOCACHE',
    ' GOCACHE=/no',
    'goCACHE=/no',
    'GOCACHEPROG=x',
    'GOFLAGS=-v\r',
    '=',
    '\r',
  ),
  value.map((text) => `GOCACHE=${text}`),
  fc.string({ unit: fc.constantFrom('A', 'G', '=', '\r', '\xff', ' '), maxLength: 6 }),
);
const envFile = fc
  .tuple(fc.array(line, { maxLength: 8 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended ? '\n' : ''));

const gocache = (text: string) => parseEnvFile(text).get('GOCACHE')?.value ?? null;
const others = (text: string) =>
  text.split('\n').filter((part) => part !== '' && !part.startsWith('GOCACHE='));

test('the new value is in force, every other line stays, and what was there before comes back', () => {
  fc.assert(
    fc.property(envFile, fc.option(value), (text, wanted) => {
      const changed = rewriteGoEnv(text, 'GOCACHE', wanted);
      expect(gocache(changed)).toBe(wanted);
      expect(others(changed)).toEqual(others(text));
      // Several lines cannot come back from no line: a transaction restores the whole file.
      if (wanted !== null || gocache(text) === null)
        expect(rewriteGoEnv(changed, 'GOCACHE', gocache(text))).toBe(text);
    }),
  );
});

test.for<readonly [string, string]>([
  ['', 'GOCACHE=/new\n'],
  ['GOFLAGS=-v', 'GOFLAGS=-v\nGOCACHE=/new'],
  ['GOCACHE=/a\nGOFLAGS=-v\nGOCACHE=/b\n', 'GOCACHE=/a\nGOFLAGS=-v\nGOCACHE=/new\n'],
  ['GOFLAGS=-v\r\nGOCACHE=/a\r\n', 'GOFLAGS=-v\r\nGOCACHE=/new\n'],
  [
    '# GOCACHE=/a\n\u00ef\u00bb\u00bfGOCACHE=/a\n',
    '# GOCACHE=/a\n\u00ef\u00bb\u00bfGOCACHE=/a\nGOCACHE=/new\n',
  ],
])('go reads the value that was written into %j', ([before, after]) => {
  const changed = rewriteGoEnv(before, 'GOCACHE', '/new');
  expect(changed).toBe(after);
  const file = join(tempProject(), 'env');
  writeFileSync(file, changed, 'latin1');
  const env = { PATH: process.env.PATH, HOME: '/', GOENV: file, GOTOOLCHAIN: 'local' };
  expect(execFileSync('go', ['env', 'GOCACHE'], { env, encoding: 'utf8' })).toBe('/new\n');
});

test('a value with a line break is refused: it would be another variable', () => {
  expect(() => rewriteGoEnv('', 'GOCACHE', '/a\nGOFLAGS=-toolexec=evil')).toThrow(InputError);
});
