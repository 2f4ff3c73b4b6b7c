import { describe, expect, test } from 'vitest';
import { prepareToolchains } from '../../support/prepare.ts';
import { APP, build, checkTools, inBash, place } from './built-tools.ts';

prepareToolchains('go1.24.0', 'go1.25.4', 'go1.26.11', 'go1.27.4');
const TIMEOUT = 900_000;
const STRINGER = 'golang.org/x/tools/cmd/stringer';
const STATICCHECK = 'honnef.co/go/tools/cmd/staticcheck@v0.6.1';
const RUN = {
  stringer: 'stringer -type=Kind',
  staticcheck: 'staticcheck ./...',
  errcheck: 'errcheck ./...',
} as const;
const TLS = 'package main\n\nimport "crypto/tls"\n\nvar _ = tls.VersionTLS13\n';
const PLAIN = 'package main\n\nfunc main() {}\n';
const RAISED = (version: string) => `//go:build ${version}\n\npackage main\n\nconst X = 1\n`;

interface Row {
  readonly tool: keyof typeof RUN;
  readonly install: string;
  readonly builtBy: string;
  readonly running: string;
  /** The `go` line. */
  readonly line: string;
  readonly files: Readonly<Record<string, string>>;
}

const stringer = { tool: 'stringer', install: `${STRINGER}@v0.45.0`, line: '1.25' } as const;
const errcheck = { tool: 'errcheck', line: '1.25' } as const;
const staticcheck = { tool: 'staticcheck', install: STATICCHECK, line: '1.24' } as const;

describe('a tool that reads Go source, built by an older Go than runs', () => {
  // Each refuses, and does so no more after the fix.
  test.each<readonly [string, Row, string]>([
    [
      'fails on a file that the running Go raises',
      {
        ...errcheck,
        install: 'github.com/kisielk/errcheck@v1.30.0',
        builtBy: 'go1.26.11',
        running: 'go1.27.4',
        files: { 'main.go': APP, 'new.go': RAISED('go1.27') },
      },
      'file requires newer Go version go1.27 (application built with go1.26)',
    ],
    [
      'fails on a file that is for this system too',
      {
        ...errcheck,
        install: 'github.com/kisielk/errcheck@v1.9.0',
        builtBy: 'go1.25.4',
        running: 'go1.26.11',
        files: { 'main.go': APP, 'new.go': RAISED('unix && go1.26') },
      },
      'file requires newer Go version go1.26 (application built with go1.25)',
    ],
    [
      'fails on the standard library of the running Go',
      {
        ...staticcheck,
        builtBy: 'go1.25.4',
        running: 'go1.26.11',
        files: { 'main.go': APP, 'tls.go': TLS },
      },
      'file requires newer Go version go1.26 (application built with go1.25)',
    ],
    [
      'cannot read the export data of the running Go, whichever Go built it',
      {
        ...stringer,
        install: `${STRINGER}@v0.44.0`,
        builtBy: 'go1.27.4',
        running: 'go1.27.4',
        files: { 'main.go': APP },
      },
      'package "fmt" without types was imported',
    ],
  ])(
    '%s',
    async (_, { tool, install, builtBy, running, line, files }, words) => {
      const at = place(running, { ...files, 'go.mod': `module example.com/shop\n\ngo ${line}\n` });
      build(at, builtBy, `CGO_ENABLED=0 go install ${install}`);
      const real = inBash(at, RUN[tool]);
      expect(real.status).not.toBe(0);
      expect(real.output).toContain(words);
      const findings = await checkTools(at);
      expect(findings).toMatchObject([{ key: tool, kind: 'behind', severity: 'warning' }]);
      expect(inBash(at, findings[0]?.fix ?? 'false')).toMatchObject({ status: 0 });
      expect(await checkTools(at)).toEqual([]);
      expect(inBash(at, RUN[tool])).toMatchObject({ status: 0 });
    },
    TIMEOUT,
  );

  // Nothing refuses here: the Go before the one that runs is no drift by itself.
  test.each<readonly [string, Row]>([
    [
      'where the project needs nothing newer',
      { ...stringer, builtBy: 'go1.26.11', running: 'go1.27.4', files: { 'main.go': APP } },
    ],
    [
      'where the tool goes on without the file',
      {
        ...stringer,
        builtBy: 'go1.26.11',
        running: 'go1.27.4',
        files: { 'main.go': APP, 'new.go': RAISED('go1.27') },
      },
    ],
    [
      'where the newer file is for another system',
      {
        ...errcheck,
        install: 'github.com/kisielk/errcheck@v1.30.0',
        builtBy: 'go1.26.11',
        running: 'go1.27.4',
        files: { 'main.go': APP, 'new.go': RAISED('windows && go1.27'), 'new_darwin.go': RAISED('go1.27') },
      },
    ],
    [
      'where an older Go has the file too',
      {
        ...stringer,
        builtBy: 'go1.26.11',
        running: 'go1.27.4',
        files: { 'main.go': APP, 'new.go': RAISED('go1.27 || linux') },
      },
    ],
    [
      'where a newer file is none of the build',
      {
        ...errcheck,
        install: 'github.com/kisielk/errcheck@v1.30.0',
        builtBy: 'go1.26.11',
        running: 'go1.27.4',
        files: { 'main.go': APP, 'testdata/new.go': RAISED('go1.27'), '_old/new.go': RAISED('go1.27') },
      },
    ],
    [
      'where the newer part of the standard library is not imported',
      { ...staticcheck, builtBy: 'go1.25.4', running: 'go1.26.11', files: { 'main.go': APP } },
    ],
    [
      'where the standard library has nothing newer',
      { ...staticcheck, builtBy: 'go1.24.0', running: 'go1.25.4', files: { 'main.go': APP, 'tls.go': TLS } },
    ],
    [
      'where the package imports nothing',
      { ...staticcheck, builtBy: 'go1.25.4', running: 'go1.26.11', files: { 'main.go': PLAIN } },
    ],
  ])(
    'is quiet %s',
    async (_, { tool, install, builtBy, running, line, files }) => {
      const at = place(running, { ...files, 'go.mod': `module example.com/shop\n\ngo ${line}\n` });
      build(at, builtBy, `CGO_ENABLED=0 go install ${install}`);
      expect(inBash(at, RUN[tool])).toMatchObject({ status: 0 });
      expect(await checkTools(at)).toEqual([]);
    },
    TIMEOUT,
  );
});
