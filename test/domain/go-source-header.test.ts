import { describe, expect, test } from 'vitest';
import { goDebugLines, goSourceHeader } from '../../src/domain/go-source-header.ts';

describe('the header of a Go file', () => {
  test.each([
    ['imports', 'package a\n\nimport "x"\n', 'var y = 1\n'],
    ['a block of imports', 'package a\n\nimport (\n\t"x" // func\n\t_ `type`\n)\n', 'func f() {}\n'],
    ['words in comments', '// func of the license\n/* type\nvar x\n*/\npackage a\n', 'const b = 1\n'],
    [
      'a cgo preamble',
      'package a\n\n/*\n#cgo LDFLAGS: -lm\nconst int x;\n*/\nimport "C"\n',
      'type t struct{}\n',
    ],
    ['words in names', 'package typed\n\nimport variable "func"\n', 'type t int\n'],
  ])('%s', (_, header, rest) => {
    expect(goSourceHeader(header + rest)).toBe(header.trimEnd());
    expect(goSourceHeader(`${header}// more\n${rest}`)).not.toBe(goSourceHeader(header));
    expect(goSourceHeader(header + rest.repeat(3))).toBe(goSourceHeader(header + rest));
  });

  test('a file that ends in a comment or a string is its own header', () => {
    for (const text of ['', 'package a', '/* func', 'package a\n\nimport `x\nfunc', 'package a // var'])
      expect(goSourceHeader(text)).toBe(text);
  });
});

test('//go:debug lines stand before the package clause, and in no block comment', () => {
  const text =
    '// Name.\n\n//go:debug a=1\n/*\n//go:debug b=1\n*/\n//go:debug  c=2 \n//go:debugger d=1\npackage main\n//go:debug e=1\n';
  expect(goDebugLines(text)).toEqual([
    { text: 'a=1', line: 3 },
    { text: 'c=2', line: 7 },
  ]);
});
