import { expect, test } from 'vitest';
import { refusedVariables } from '../../src/domain/refused-variable.ts';

const CONFIGURED = {
  GOOS: 'Linux',
  GOARCH: 'arm64',
  GOTMPDIR: '/nowhere',
  GOPATH: '~/go',
  GOTOOLCHAIN: 'bash',
  GOPROXY: 'off',
  GOCACHE: '/c',
};

test.each([
  ['go: unsupported GOOS/GOARCH pair Linux/arm64', ['GOARCH', 'GOOS']],
  ['go: GOPATH entry cannot start with shell metacharacter', ['GOPATH']],
  ['go: creating work dir: stat /nowhere: no such file or directory', ['GOTMPDIR']],
  // Not about the value of a variable.
  ['go: invalid GOTOOLCHAIN "bash"', []],
  ['go: module lookup disabled by GOPROXY=off', []],
  ['go: go.mod requires go >= 1.27 (running go 1.26.8; GOTOOLCHAIN=local)', []],
  ['build cache is required, but could not be located: GOCACHEPROG and XGOCACHE', []],
  ['', []],
])('%j is about %j', (stderr, names) => {
  expect(refusedVariables(stderr, new Map(Object.entries(CONFIGURED)))).toEqual(names);
});
