import { describe, expect, test } from 'vitest';
import { parseBuildList } from '../../../src/dimensions/modules/build-list.ts';
import { moduleLines } from '../../../src/dimensions/modules/module-lines.ts';
import { formatModuleValue, parseModuleValue } from '../../../src/dimensions/modules/module-value.ts';
import { parseVendorModules } from '../../../src/dimensions/modules/vendor-modules.ts';
import { parseGoFlags } from '../../../src/domain/go-flags.ts';
import { parseGoSums } from '../../../src/domain/go-sum.ts';
import { parseGoWork } from '../../../src/domain/go-work.ts';
import { downloadedFile, goModHash } from '../../../src/domain/module-cache.ts';
import { relocateGoWork } from '../../../src/host/relocate-go-work.ts';

describe('GOFLAGS', () => {
  test('are split at spaces outside quotes, and the last of a name wins', () => {
    expect([...parseGoFlags(`-mod=vendor --mod=mod '-modfile=a b.mod' -v "-tags=x y"`)]).toEqual([
      ['mod', 'mod'],
      ['modfile', 'a b.mod'],
      ['v', 'true'],
      ['tags', 'x y'],
    ]);
  });
});

describe('go.sum files', () => {
  test('are read together; blank lines, other hashes and the hash of an empty go.mod do not count', () => {
    const text =
      'a.com/x v1.0.0 h1:A=\r\n\n a.com/x\tv1.0.0  h1:B=\nb.com/y v1.0.0/go.mod h1:C=\nb.com/y v1.0.0 h2:D=\n';
    const empty = 'c.com/z v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n';
    const files = [
      { file: '/w/go.work.sum', text: 'a.com/x v1.0.0 h1:A=\n' },
      { file: '/w/go.sum', text: text + empty },
    ];
    expect([...parseGoSums(files)]).toEqual([
      [
        'a.com/x v1.0.0',
        [
          { hash: 'h1:A=', file: '/w/go.work.sum', line: 1 },
          { hash: 'h1:B=', file: '/w/go.sum', line: 3 },
        ],
      ],
      ['b.com/y v1.0.0/go.mod', [{ hash: 'h1:C=', file: '/w/go.sum', line: 4 }]],
    ]);
  });

  test('with malformed lines are refused, all lines at once', () => {
    const files = [
      { file: '/a/go.sum', text: '=======\n' },
      { file: '/b/go.sum', text: '\na b\n' },
    ];
    expect(() => parseGoSums(files)).toThrow(
      [
        '/a/go.sum:1: malformed go.sum: wrong number of fields 1: restore the line, or delete it',
        '/b/go.sum:2: malformed go.sum: wrong number of fields 2: restore the line, or delete it',
      ].join('\n'),
    );
  });
});

describe('the module cache', () => {
  test('escapes upper case in paths and versions', () => {
    expect(downloadedFile('github.com/Azure/Go', 'v1.0.0-RC1', 'ziphash')).toBe(
      'cache/download/github.com/!azure/!go/@v/v1.0.0-!r!c1.ziphash',
    );
  });

  test('has sums of go.mod files as go.sum has them', () => {
    expect(goModHash('module github.com/google/uuid\n')).toBe(
      'h1:TIyPZe4MgqvfeYDBFedMoGGpEw/LqOeaOT+nhxU+yHo=',
    );
  });
});

describe('a module as a fact', () => {
  test.each([
    ['v1.0.0', { version: 'v1.0.0', replacement: null, sum: null, goModSum: null }],
    ['v1.0.0 h1:A= go.mod:h1:B=', { version: 'v1.0.0', replacement: null, sum: 'h1:A=', goModSum: 'h1:B=' }],
    ['v1.0.0 => ../a b', { version: 'v1.0.0', replacement: '../a b', sum: null, goModSum: null }],
    [
      'v1.0.0 => x.com/y v2.0.0 go.mod:h1:B=',
      { version: 'v1.0.0', replacement: 'x.com/y v2.0.0', sum: null, goModSum: 'h1:B=' },
    ],
  ])('%s is written and read alike', (text, value) => {
    expect(parseModuleValue(text)).toEqual(value);
    expect(formatModuleValue(value)).toBe(text);
  });

  test('is one line of the fingerprint diff, sorted by path', () => {
    expect(moduleLines({ 'b.com/x': 'main', 'B.com/x': 'v1.0.0' })).toEqual([
      'B.com/x=v1.0.0',
      'b.com/x=main',
    ]);
  });
});

describe('the list that Go prints', () => {
  test('tells replacements by a version from those by a directory', () => {
    const lines = [
      'm\t\tmain\t\t',
      'a\tv1.0.0\t\tindirect\t',
      'b\tv1.0.0\t\t\t=>\tv2.0.0\tc',
      'd\tv1.0.0\t\t\t=>\t\t./e f',
      '',
    ];
    expect(parseBuildList(lines.join('\n'))).toEqual([
      { path: 'm', version: '', main: true, indirect: false, replace: null },
      { path: 'a', version: 'v1.0.0', main: false, indirect: true, replace: null },
      {
        path: 'b',
        version: 'v1.0.0',
        main: false,
        indirect: false,
        replace: { path: 'c', version: 'v2.0.0' },
      },
      { path: 'd', version: 'v1.0.0', main: false, indirect: false, replace: { path: './e f', version: '' } },
    ]);
  });

  test('is refused where it is none', () => {
    expect(() => parseBuildList('hello\n')).toThrow('go list -m printed a line that names no module: hello');
  });
});

describe('vendor/modules.txt', () => {
  test('names modules, their marks and replacements', () => {
    const text = [
      '## workspace',
      '# a.com/x v1.0.0 => ./forks/x',
      '## explicit; go 1.20',
      'a.com/x/pkg',
      '# b.com/y v1.0.0',
      '## go 1.17',
      'b.com/y',
      '# a.com/x => ./forks/x',
      '# c.com/z v1.0.0 => c.com/fork v1.1.0',
      '',
    ].join('\n');
    const fork = { path: './forks/x', version: '' };
    expect(parseVendorModules(text, '/v/modules.txt')).toEqual({
      workspace: true,
      modules: [
        { path: 'a.com/x', version: 'v1.0.0', explicit: true, packages: true, replacement: fork },
        { path: 'b.com/y', version: 'v1.0.0', explicit: false, packages: true, replacement: null },
        { path: 'a.com/x', version: '', explicit: false, packages: false, replacement: fork },
        {
          path: 'c.com/z',
          version: 'v1.0.0',
          explicit: false,
          packages: false,
          replacement: { path: 'c.com/fork', version: 'v1.1.0' },
        },
      ],
    });
  });

  test('that is damaged is refused, all lines at once', () => {
    const text = 'early/package\n# a.com/x v1.0.0\n<<<<<<< HEAD\na.com/x/pkg\n# a.com/x one\n';
    const message = 'neither a module nor a package: run go mod vendor';
    expect(() => parseVendorModules(text, '/v/modules.txt')).toThrow(
      [1, 3, 5].map((line) => `/v/modules.txt:${line}: ${message}`).join('\n'),
    );
  });
});

describe('a copied go.work', () => {
  test('leads to the same directories from elsewhere, and leaves absolute ones', () => {
    const goWork = parseGoWork(
      'go 1.23\nuse .\nuse (\n\t./a\n\t"/abs/b c"\n)\nreplace x.com/y => ./forks/y\nreplace x.com/z v1.0.0 => x.com/w v1.1.0\n',
      '/src/go.work',
    );
    expect(relocateGoWork(goWork, '/src', '/tmp/copy')).toBe(
      [
        'go 1.23',
        'use "../../src"',
        'use "../../src/a"',
        'use "/abs/b c"',
        'replace "x.com/y" => "../../src/forks/y"',
        'replace "x.com/z" v1.0.0 => "x.com/w" v1.1.0',
        '',
      ].join('\n'),
    );
  });
});
