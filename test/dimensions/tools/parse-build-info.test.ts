import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBuildInfo } from '../../../src/dimensions/tools/parse-build-info.ts';

const SUM = 'h1:BgcpHewrV5AUp2G9MebG4XPFI1E2W41zU1SaqVA9vJY=';
const MOD = `\tmod\tgolang.org/x/tools\tv0.30.0`;

function parsed(lines: readonly string[]) {
  return parseBuildInfo(lines.join('\n'), ['/bin/tool']).get('/bin/tool');
}

function factsOf(output: string, files: readonly string[]) {
  return new Map([...parseBuildInfo(output, files)].map(([file, { fact }]) => [file, fact]));
}

describe('what go version -m prints', () => {
  test.each([
    [
      'an installed module',
      [
        '/bin/tool: go1.26.8',
        '\tpath\tgolang.org/x/tools/cmd/goimports',
        `${MOD}\t${SUM}`,
        `\tdep\tgolang.org/x/mod\tv0.23.0\t${SUM}`,
      ],
      { version: 'v0.30.0', goVersion: 'go1.26.8', sum: SUM },
    ],
    [
      'a build from a repository with changes',
      [
        '/bin/tool: go1.26.8',
        '\tpath\texample.com/t',
        '\tmod\texample.com/t\tv0.0.0-20261123190043-f442ade8c3c8+dirty\t',
      ],
      { version: 'v0.0.0-20261123190043-f442ade8c3c8+dirty', goVersion: 'go1.26.8', sum: null },
    ],
    [
      'a build from a directory',
      ['/bin/tool: go1.26.8', '\tpath\texample.com/t', '\tmod\texample.com/t\t(devel)\t'],
      { version: null, goVersion: 'go1.26.8', sum: null },
    ],
    [
      'a build of single files',
      ['/bin/tool: go1.26.8', '\tpath\tcommand-line-arguments', '\tbuild\t-compiler=gc'],
      { version: null, goVersion: 'go1.26.8', sum: null },
    ],
    [
      'a module replaced by another version',
      ['/bin/tool: go1.26.8', MOD, `\t=>\tgolang.org/x/tools\tv0.29.0\t${SUM}`, '\t'],
      { version: 'v0.29.0', goVersion: 'go1.26.8', sum: SUM },
    ],
    [
      'a module replaced by a directory',
      ['/bin/tool: go1.26.8', MOD, '\t=>\t../tools\t(devel)\t', '\t'],
      { version: null, goVersion: 'go1.26.8', sum: null },
    ],
    [
      'a replaced dependency',
      [
        '/bin/tool: go1.26.8',
        `${MOD}\t${SUM}`,
        '\tdep\tgolang.org/x/mod\tv0.23.0',
        '\t=>\t../mod\t(devel)\t',
      ],
      { version: 'v0.30.0', goVersion: 'go1.26.8', sum: SUM },
    ],
    [
      'a tool of the SDK, whose version is that of Go',
      ['/bin/tool: go1.26.8-X:nodwarf5', '\tpath\tcmd/gofmt', '\tbuild\t-trimpath=true'],
      { version: 'go1.26.8', goVersion: 'go1.26.8-X:nodwarf5', sum: null },
    ],
    [
      'a development Go, whose name holds spaces',
      ['/bin/tool: devel go1.24-ffb3e574 Thu Aug 29 20:16:26 2024 +0000', `${MOD}\t${SUM}`],
      { version: 'v0.30.0', goVersion: 'devel go1.24-ffb3e574 Thu Aug 29 20:16:26 2024 +0000', sum: SUM },
    ],
    ['nothing', [], undefined],
  ])('of %s', (_, lines, expected) => {
    expect(parsed(lines)?.fact).toEqual(expected);
  });

  test('is told apart by file, also where one name goes on as another', () => {
    const files = ['/bin/a', '/bin/a: go1.2', '/bin/shim'];
    const output = '/bin/a: go1.2: go1.25.4\n/bin/a: go1.26.8\n';
    expect(factsOf(output, files)).toEqual(
      new Map([
        ['/bin/a: go1.2', { version: null, goVersion: 'go1.25.4', sum: null }],
        ['/bin/a', { version: null, goVersion: 'go1.26.8', sum: null }],
      ]),
    );
  });

  test('of other files is left out, and their lines are not taken for those of the file before', () => {
    const output = `/bin/tool: go1.26.8\n/bin/other: go1.20\n${MOD}\t${SUM}\n`;
    expect(factsOf(output, ['/bin/tool'])).toEqual(
      new Map([['/bin/tool', { version: null, goVersion: 'go1.26.8', sum: null }]]),
    );
  });

  test('of any binaries gives each its own version, Go and hash', () => {
    const word = fc.stringMatching(/^[a-z0-9.]{1,12}$/);
    const tool = fc.record({ version: word, go: word, sum: fc.option(word) });
    fc.assert(
      fc.property(fc.dictionary(word, tool), (binaries) => {
        const entries = Object.entries(binaries).map(
          ([name, { version, go, sum }]) =>
            [
              `/bin/${name}`,
              { version: `v${version}`, goVersion: `go${go}`, sum: sum && `h1:${sum}` },
            ] as const,
        );
        const output = entries
          .map(
            ([file, { version, goVersion, sum }]) =>
              `${file}: ${goVersion}\n\tpath\tx.y/z\n\tmod\tx.y\t${version}\t${sum ?? ''}\n`,
          )
          .join('');
        expect(
          factsOf(
            output,
            entries.map(([file]) => file),
          ),
        ).toEqual(new Map(entries));
      }),
    );
  });
});
