import { expect, test } from 'vitest';
import { parseGoVersionOutput, runningVersion } from '../../src/domain/go-version-output.ts';

test.each([
  ['go1.26.8', '1.26.8'],
  ['go1.27rc1', '1.27rc1'],
  ['go1.19beta1', '1.19beta1'],
  ['go1.20', '1.20'],
  ['go1.23.1 X:nocoverageredesign', '1.23.1'],
  ['go1.26.8-X:nodwarf5', '1.26.8'],
  ['devel go1.24-ffb3e574 Thu Aug 29 20:16:26 2024 +0000', '1.24'],
  ['go1.27-devel_abc1234 Thu Aug 29 20:16:26 2025 +0000', '1.27'],
  ['go1.22.3-bigcorp', '1.22.3'],
  ['go1.500 (bigcorp)', '1.500'],
  ['go1.25-20250209-RC00 cl/724970549 +ff27d270c9 X:fieldtrack,boringcrypto', '1.25'],
])('go version %s is printed and told as %s', (printed, version) => {
  expect(parseGoVersionOutput(`go version ${printed} linux/amd64\n`)).toEqual({
    version: printed,
    goos: 'linux',
    goarch: 'amd64',
  });
  expect(runningVersion(printed)).toBe(version);
});

test.each([
  'devel +abc1234 Thu Aug 29 20:16:26 2019 +0000',
  'gccgo-go1.23rc4',
  'go1.22.3+bigcorp',
  'unknown',
  'go',
  '',
])('the version in %j cannot be told', (printed) => expect(runningVersion(printed)).toBeNull());

test('the system and architecture are the last word', () => {
  expect(parseGoVersionOutput('go version go1.22.3 windows/arm64\r\n')).toEqual({
    version: 'go1.22.3',
    goos: 'windows',
    goarch: 'arm64',
  });
});

test.each([
  '',
  'go version',
  'go version linux/amd64',
  'go version go1.22',
  'go: GOFLAGS is broken',
  'Go version go1.22 linux/amd64',
  `go version ${'a '.repeat(100_000)}`,
])('other output is not taken for a version: %.40j', (line) => expect(parseGoVersionOutput(line)).toBeNull());
