import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import { parseGoWork } from '../../src/domain/go-work.ts';
import { GO_WORKS } from './go-mod-texts.ts';

test('every declaration is read with its line', () => {
  expect(parseGoWork(GO_WORKS['everything in blocks'] ?? '', 'go.work')).toEqual({
    go: { version: '1.24.1', line: 1 },
    toolchain: { version: '1.26.8', line: 3 },
    use: [
      { dir: '.', line: 6 },
      { dir: './tools', line: 7 },
      { dir: './a b', line: 8 },
      { dir: '../other', line: 10 },
    ],
    replace: [
      { path: 'a.b/a', version: 'v1.0.0', newPath: './a', newVersion: null, line: 13 },
      { path: 'a.b/c', version: null, newPath: 'a.b/d', newVersion: 'v1.4.0', line: 14 },
    ],
    godebug: [{ key: 'default', value: 'go1.21', line: 16 }],
  });
});

test('an empty file declares nothing', () => {
  expect(parseGoWork('', 'go.work')).toEqual({
    godebug: [],
    go: null,
    toolchain: null,
    use: [],
    replace: [],
  });
});

test('toolchain default is kept', () => {
  expect(parseGoWork('go 1.22\ntoolchain default\n', 'go.work').toolchain).toEqual({
    version: 'default',
    line: 2,
  });
});

test('every problem is told at once, with file and line', () => {
  expect(() => parseGoWork('go 1.22\nmodule a\nuse ./a ./b\ngo (\n)\n', '/src/go.work')).toThrow(
    new InputError([
      { message: 'unknown directive: module', location: { file: '/src/go.work', line: 2 } },
      { message: 'usage: use local/dir', location: { file: '/src/go.work', line: 3 } },
      { message: 'unknown block type: go', location: { file: '/src/go.work', line: 4 } },
    ]),
  );
});

test('directories are read back as they were quoted', () => {
  const dirs = fc.array(fc.string({ unit: fc.constantFrom(...'./aß日 "\'\t\\(,`') }));
  fc.assert(
    fc.property(dirs, (list) => {
      const text = ['use (', ...list.map((dir) => `\t${JSON.stringify(dir)}`), ')'].join('\n');
      expect(parseGoWork(text, 'go.work').use).toEqual(list.map((dir, index) => ({ dir, line: index + 2 })));
    }),
  );
});
