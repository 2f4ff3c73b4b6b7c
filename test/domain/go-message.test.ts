import { expect, test } from 'vitest';
import { goMessage } from '../../src/domain/go-message.ts';

test.each([
  ['go: invalid GOTOOLCHAIN "bash"\n', 'invalid GOTOOLCHAIN "bash"'],
  ['go: go: invalid GOWORK: not an absolute path\n', 'invalid GOWORK: not an absolute path'],
  // go1.20.14 with `go 1.22.7`
  [
    "go: errors parsing go.mod:\n/src/go.mod:3: invalid go version '1.22.7': must match format 1.23\n/src/go.mod:5: unknown directive: toolchain\n",
    "errors parsing go.mod: /src/go.mod:3: invalid go version '1.22.7': must match format 1.23",
  ],
  [
    'go: downloading go1.22 (linux/amd64)\ngo: download go1.22 for linux/amd64: toolchain not available\n',
    'download go1.22 for linux/amd64: toolchain not available',
  ],
  // go1.25.4 with the SDK in ~/go
  [
    'warning: both GOPATH and GOROOT are the same directory (/home/u/go); see https://go.dev/wiki/InstallTroubleshooting\ngo: unknown flag\n',
    'unknown flag',
  ],
  ['# example.com/m\nm.go:3:1: syntax error\n', 'm.go:3:1: syntax error'],
  ['go: a colon at the end:', 'a colon at the end:'],
  ['go: reading https://user:secret@proxy/x: 404\n', 'reading https://***@proxy/x: 404'],
  ['', ''],
])('of %j is told %j', (stderr, message) => {
  expect(goMessage(stderr)).toBe(message);
});
