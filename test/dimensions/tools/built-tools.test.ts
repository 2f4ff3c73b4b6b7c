import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareToolchains } from '../../support/prepare.ts';
import { runCli } from '../../support/run-cli.ts';
import { APP, build, checkTools, inBash, place, snapshotOf, toolSource } from './built-tools.ts';

const [OLD, RUNS, NEWEST] = ['go1.25.4', 'go1.26.11', 'go1.27.4'];
prepareToolchains('go1.20.14', OLD, RUNS, NEWEST);
const TIMEOUT = 600_000;

function goMod(go: string): string {
  return `module example.com/shop\n\ngo ${go}\n`;
}

function brief(findings: Awaited<ReturnType<typeof checkTools>>) {
  return findings.map(({ key, kind, severity }) => `${severity} ${key} ${kind}`);
}

describe('a tool whose module has a successor', () => {
  test.each([
    ['mockgen', 'github.com/golang/mock/mockgen', 'v1.6.0'],
    ['protoc-gen-go', 'github.com/golang/protobuf/protoc-gen-go', 'v1.5.4'],
  ])(
    '%s of %s is built again from its own module',
    async (name, path, version) => {
      const at = place(RUNS, { 'go.mod': goMod('1.26'), 'main.go': APP });
      build(at, OLD, `go install ${path}@${version}`);
      const [finding, ...more] = await checkTools(at);
      expect([finding?.key, finding?.fix, more]).toEqual([name, `go install ${path}@${version}`, []]);
      expect(inBash(at, finding?.fix ?? '').status).toBe(0);
      expect(await checkTools(at)).toEqual([]);
      expect(inBash(at, `go version -m ${join(at.bin, name)}`).output).toContain(`\tpath\t${path}\n`);
    },
    TIMEOUT,
  );

  test(
    'another module in its place is a finding, whatever the versions, and the way back is its own',
    async () => {
      const at = place(RUNS, { 'go.mod': goMod('1.26'), 'main.go': APP });
      build(at, RUNS, 'go install github.com/golang/mock/mockgen@v1.6.0');
      await runCli(['baseline', 'write'], at.dir, at.env);
      expect(await checkTools(at)).toEqual([]);
      build(at, RUNS, 'go install go.uber.org/mock/mockgen@v0.6.0');
      expect(await checkTools(at)).toMatchObject([
        {
          key: 'mockgen',
          kind: 'changed',
          severity: 'warning',
          expected: 'github.com/golang/mock v1.6.0',
          actual: 'go.uber.org/mock v0.6.0',
          fix: 'go install github.com/golang/mock/mockgen@v1.6.0, or approve it: godrift baseline write',
        },
      ]);
      expect(inBash(at, 'go install github.com/golang/mock/mockgen@v1.6.0').status).toBe(0);
      expect(await checkTools(at)).toEqual([]);
    },
    TIMEOUT,
  );
});

describe('a build from a directory', () => {
  const LINT = 'github.com/golangci/golangci-lint/v2';

  // 1.20.14 and 1.27.4 print -ldflags alike; -trimpath leaves them out of the build information (golang.org/issue/52372).
  test.each(
    ['go1.20.14', NEWEST].flatMap((sdk) =>
      [
        [LINT, 'golangci-lint', '2.4.0', '-ldflags "-X main.version=2.4.0"'],
        [LINT, 'golangci-lint', 'v2.4.0', '-ldflags "-X main.version=v2.4.0 -X main.commit=1a2b3c4"'],
        [LINT, 'golangci-lint', '2.4', `-ldflags "-s -w -X 'main.version=2.4.0' -X \\"main.date=a b\\""`],
        [LINT, 'golangci-lint', '2.4.0', '-ldflags=-X=main.version=2.4.0-1ubuntu2'],
        ['github.com/golang/mock', 'mockgen', '1.6.0', '-ldflags "-X main.version=1.6.0"'],
        ['example.com/ours', 'ours', '1.2.3', '-ldflags "-X main.Version=1.2.3"'],
      ].map((row) => [sdk, ...row] as const),
    ),
  )(
    'by %s of %s as %s %s with %s is in sync',
    async (sdk, module, name, version, flags) => {
      const at = place(NEWEST, {
        'go.mod': goMod('1.20'),
        'main.go': 'package main\n\nfunc main() {}\n',
        'godrift.yaml': `tools:\n  ${name}: '${version}'\n`,
      });
      const source = toolSource(module, name);
      build(at, sdk, `go build -buildvcs=false ${flags} -o ${join(at.bin, name)} ./${name}`, source);
      expect(inBash(at, `go version -m ${join(at.bin, name)}`).output).toMatch(/\tmod\t\S+\t\(devel\)/);
      expect(await checkTools(at)).toEqual([]);
      writeFileSync(join(at.dir, 'godrift.yaml'), `tools:\n  ${name}: '9.9.9'\n`);
      expect(brief(await checkTools(at))).toEqual([`warning ${name} mismatch`]);
    },
    TIMEOUT,
  );

  test(
    'is told by its commit, and accepted as such',
    async () => {
      const source = toolSource('example.com/ours', '.');
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
          cwd: source,
          encoding: 'utf8',
        });
      git('init', '--quiet');
      git('add', '.');
      git('commit', '--quiet', '-m', 'one');
      const commit = git('rev-parse', 'HEAD').trim();
      const at = place(RUNS, {
        'go.mod': goMod('1.20'),
        'main.go': APP,
        'godrift.yaml': "tools:\n  ours: '1.0.0'\n",
      });
      // Before 1.24 such a build is `(devel)`, since then it has a pseudo-version.
      build(at, 'go1.20.14', `go build -tags a,b -o ${join(at.bin, 'ours')} .`, source);
      expect(await checkTools(at)).toMatchObject([
        { key: 'ours', kind: 'mismatch', severity: 'info', actual: `(devel) ${commit.slice(0, 12)}` },
      ]);
      for (const version of [
        commit,
        commit.slice(0, 8),
        '(devel)',
        `v0.0.0-20261123190043-${commit.slice(0, 12)}`,
      ]) {
        writeFileSync(join(at.dir, 'godrift.yaml'), `tools:\n  ours: '${version}'\n`);
        expect(await checkTools(at)).toEqual([]);
      }
      expect(await snapshotOf(at)).toContain(`tools.ours build=vcs.revision\\=${commit} -tags\\=a,b`);

      await runCli(['baseline', 'write'], at.dir, at.env);
      expect(await checkTools(at)).toEqual([]);
      writeFileSync(join(source, 'more.go'), 'package main\n');
      build(at, 'go1.20.14', `go build -o ${join(at.bin, 'ours')} .`, source);
      expect(await checkTools(at)).toMatchObject([
        {
          key: 'ours build',
          kind: 'changed',
          severity: 'info',
          expected: `vcs.revision=${commit} -tags=a,b`,
          actual: `vcs.revision=${commit} vcs.modified=true`,
        },
      ]);
      await runCli(['baseline', 'write'], at.dir, at.env);
      expect(await checkTools(at)).toEqual([]);
      build(at, RUNS, `go build -o ${join(at.bin, 'ours')} .`, source);
      writeFileSync(join(at.dir, 'godrift.yaml'), `tools:\n  ours: '${commit.slice(0, 12)}'\n`);
      await runCli(['baseline', 'write'], at.dir, at.env);
      expect(await checkTools(at)).toEqual([]);
    },
    TIMEOUT,
  );

  test(
    'of changed files that an older Go built has no version to install',
    async () => {
      const at = place(RUNS, { 'go.mod': goMod('1.26'), 'main.go': APP });
      const source = toolSource('github.com/mgechev/revive', '.');
      execFileSync('git', ['init', '--quiet'], { cwd: source });
      execFileSync(
        'git',
        ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'x'],
        {
          cwd: source,
        },
      );
      build(at, OLD, `go build -o ${join(at.bin, 'revive')} .`, source);
      expect(await checkTools(at)).toMatchObject([
        { key: 'revive', kind: 'behind', fix: 'build it again with go1.26 or newer' },
      ]);
    },
    TIMEOUT,
  );
});

test('CGO_ENABLED is a fact of the machine: it changes no fingerprint', async () => {
  const at = place(RUNS, { 'go.mod': goMod('1.26'), 'main.go': APP });
  const source = toolSource('example.com/revive', '.');
  const make = (cgo: string) =>
    build(at, RUNS, `CGO_ENABLED=${cgo} go build -buildvcs=false -o ${join(at.bin, 'revive')} .`, source);
  make('0');
  const before = await snapshotOf(at);
  make('1');
  const tools = (lines: readonly string[]) => lines.filter((line) => line.startsWith('tools.'));
  expect(tools(await snapshotOf(at))).toEqual(tools(before));
});
