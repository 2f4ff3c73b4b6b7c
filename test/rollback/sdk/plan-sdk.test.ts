import { expect, test } from 'vitest';
import type { Declared, DeclaredProblem, VersionDeclaration } from '../../../src/domain/declared.ts';
import { InputError } from '../../../src/domain/errors.ts';
import { parseGoMod } from '../../../src/domain/go-mod.ts';
import { parseGoWork } from '../../../src/domain/go-work.ts';
import { planProjectScope, planUserScope } from '../../../src/rollback/sdk/plan-sdk.ts';

const TO = 'go1.25.4';
const GO_MOD = 'module m\n\ngo 1.20\n\ntoolchain go1.24.1\n';

const exact = (source: VersionDeclaration['source'], file: string, version: string, line = 1) => ({
  source,
  kind: 'exact' as const,
  version,
  location: { file, line },
});

/** A project whose files are these texts; the plan of a rollback to `to`. */
function planned(
  files: Readonly<Record<string, string>>,
  {
    to = TO,
    local = 'go1.23.1',
    mode = 'auto',
    shim = false,
    versions = [] as readonly VersionDeclaration[],
    problems = [] as readonly DeclaredProblem[],
  } = {},
) {
  const { 'go.mod': goMod, 'go.work': goWork } = files;
  const declared: Declared = {
    versions,
    goMod: goMod === undefined ? null : parseGoMod(goMod, '/m/go.mod'),
    goWork: goWork === undefined ? null : parseGoWork(goWork, '/m/go.work'),
    config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
    unversioned: [],
    problems,
    configLocations: {},
    accepted: [],
  };
  const project = {
    name: 'm',
    dir: '/m',
    goModFile: goMod === undefined ? null : '/m/go.mod',
    goWorkFile: goWork === undefined ? null : '/m/go.work',
  };
  const read = (path: string) => {
    const text = files[path.slice('/m/'.length)];
    return text === undefined ? null : { latin1: text, mode: 0o600 };
  };
  return planProjectScope('go1.26.8', to, { project, declared, local, mode, shim, read });
}

test('user scope: one line of the env file, with its mode, or a new file that everyone can read', () => {
  const scope = { goEnvFile: '/home/u/env', environment: '' };
  const content = { latin1: 'GOFLAGS=-v\n', mode: 0o600 };
  expect(planUserScope('go1.26.8', TO, { ...scope, content })).toEqual({
    kind: 'sdk',
    target: '/home/u/env',
    from: 'go1.26.8',
    to: TO,
    steps: [
      {
        kind: 'write_file',
        path: '/home/u/env',
        before: content,
        after: { latin1: `GOFLAGS=-v\nGOTOOLCHAIN=${TO}\n`, mode: 0o600 },
        brief: `GOTOOLCHAIN=${TO} in Go's env file`,
      },
    ],
  });
  expect(planUserScope(null, TO, { ...scope, environment: TO, content: null }).steps).toMatchObject([
    { before: null, after: { latin1: `GOTOOLCHAIN=${TO}\n`, mode: 0o644 } },
  ]);
});

test('user scope is refused where Go would not see it', () => {
  expect(() => planUserScope(null, TO, { goEnvFile: null, content: null, environment: '' })).toThrow(
    'GOENV=off: Go reads no env file. Use --scope shell, or unset GOENV',
  );
  expect(() => planUserScope(null, TO, { goEnvFile: '/e', content: null, environment: 'local' })).toThrow(
    'GOTOOLCHAIN=local is set in the environment, which wins over the env file: unset GOTOOLCHAIN, or use --scope shell',
  );
});

test('project scope: the toolchain line, and every declaration that differs from the version', () => {
  const versions = [
    exact('godrift.yaml', '/m/godrift.yaml', '1.24'),
    exact('.go-version', '/m/.go-version', '1.25'),
    exact('.tool-versions', '/m/.tool-versions', '1.24.1', 2),
    exact('mise.toml', '/m/mise.local.toml', '1.24.1', 3),
    { ...exact('go.mod', '/m/go.mod', '1.24.1', 5), kind: 'toolchain' as const },
  ];
  const files = {
    'go.mod': GO_MOD,
    'godrift.yaml': 'go: 1.24\n',
    '.go-version': '1.25\n',
    '.tool-versions': 'node 24\ngolang 1.24.1 1.23.1\n',
    'mise.local.toml': '[tools]\nnode = "1.24.1"\ngo = "1.24.1"\n',
  };
  const plan = planned(files, { versions });
  expect({ ...plan, steps: undefined }).toEqual({
    kind: 'sdk',
    target: '/m',
    from: 'go1.26.8',
    to: TO,
    steps: undefined,
  });
  expect(plan.steps.map((step) => [step.path, step.after, step.brief])).toEqual([
    ['/m/go.mod', { latin1: GO_MOD.replace('go1.24.1', TO), mode: 0o600 }, `toolchain ${TO}`],
    ['/m/godrift.yaml', { latin1: 'go: 1.25.4\n', mode: 0o600 }, 'godrift.yaml: 1.25.4'],
    [
      '/m/.tool-versions',
      { latin1: 'node 24\ngolang 1.25.4 1.23.1\n', mode: 0o600 },
      '.tool-versions: 1.25.4',
    ],
    [
      '/m/mise.local.toml',
      { latin1: '[tools]\nnode = "1.24.1"\ngo = "1.25.4"\n', mode: 0o600 },
      'mise.local.toml: 1.25.4',
    ],
  ]);
});

test('project scope: a plan that changes nothing is refused, and a malformed file is named', () => {
  const accepting = { 'go.mod': GO_MOD.replace('go1.24.1', TO), '.go-version': '1.25\n' };
  const versions = [exact('.go-version', '/m/.go-version', '1.25')];
  expect(() => planned(accepting, { versions })).toThrow(
    '/m: nothing to change: the project already declares go1.25.4',
  );
  const problem = {
    dimension: 'go_version' as const,
    message: '"x" is not a Go version',
    location: { file: '/m/.go-version', line: 1 },
  };
  expect(() => planned({ 'go.mod': GO_MOD }, { problems: [problem] })).toThrow(
    '/m/.go-version:1: "x" is not a Go version',
  );
});

test('project scope: a workspace has its line in go.work', () => {
  const plan = planned({ 'go.mod': GO_MOD, 'go.work': 'go 1.20\n' });
  expect(plan.steps.map(({ path, after }) => [path, after])).toEqual([
    ['/m/go.work', { latin1: `go 1.20\n\ntoolchain ${TO}\n`, mode: 0o600 }],
  ]);
});

test('user scope that changes nothing is refused', () => {
  const content = { latin1: `GOTOOLCHAIN=${TO}\n`, mode: 0o600 };
  expect(() => planUserScope(null, TO, { goEnvFile: '/e', content, environment: '' })).toThrow(
    `/e: nothing to change: GOTOOLCHAIN=${TO} is already set`,
  );
});

const PINNED = [exact('.go-version', '/m/.go-version', '1.26.8')];

test.each([
  ['no toolchain line: only the version file', 'module m\n\ngo 1.20\n', ['/m/.go-version']],
  [
    'a higher toolchain line: both',
    'module m\n\ngo 1.20\n\ntoolchain go1.26.8\n',
    ['/m/go.mod', '/m/.go-version'],
  ],
])('a shim is lowered by the version file; with %s', (_, goMod, paths) => {
  const files = { 'go.mod': goMod, '.go-version': '1.26.8\n' };
  const below = { local: 'go1.26.8', mode: 'local', versions: PINNED };
  const plan = planned(files, { ...below, shim: true });
  expect(plan.steps.map(({ path }) => path)).toEqual(paths);
  expect(() => planned(files, below)).toThrow('a toolchain line cannot go below the SDK in PATH');
});

test.each([
  ['nothing pins a version', { versions: [] }, 'a toolchain line cannot go below the SDK in PATH'],
  ['GOTOOLCHAIN names a version', { mode: 'go1.26.8' }, 'GOTOOLCHAIN=go1.26.8 ignores toolchain lines'],
  ['the target refuses toolchain lines', { to: 'go1.20.14' }, 'go1.20.14 refuses a toolchain line'],
])('a shim is not lowered where %s', (_, more, message) => {
  const files = { 'go.mod': GO_MOD, '.go-version': '1.26.8\n' };
  const options = { local: 'go1.26.8', shim: true, versions: PINNED, ...more };
  expect(() => planned(files, options)).toThrow(message);
});

test.each([
  [{ mode: 'local' }, ['GOTOOLCHAIN=local ignores toolchain lines: use --scope user or shell']],
  [{ mode: 'go1.24.1' }, ['GOTOOLCHAIN=go1.24.1 ignores toolchain lines: use --scope user or shell']],
  [
    { local: 'go1.26.8-X:nodwarf5 ' },
    ['a toolchain line cannot go below the SDK in PATH (go1.26.8-X:nodwarf5 ): use --scope user or shell'],
  ],
  [{ to: 'go1.19.1', local: 'go1.18' }, ['go1.19.1 is older than the go line (1.20), which Go refuses']],
  [
    { to: 'go1.19.1', mode: 'local' },
    [
      'GOTOOLCHAIN=local ignores toolchain lines: use --scope user or shell',
      'a toolchain line cannot go below the SDK in PATH (go1.23.1): use --scope user or shell',
      'go1.19.1 is older than the go line (1.20), which Go refuses',
    ],
  ],
])('project scope is refused with every reason at once: %j', (options, messages) => {
  const at = { file: '/m/go.mod', line: 5 };
  expect(() => planned({ 'go.mod': GO_MOD }, options)).toThrow(
    new InputError(messages.map((message) => ({ message, location: at }))),
  );
});

test.each(['auto', 'local+auto', 'path', 'xgo1.24.1', 'gox', ''])(
  'GOTOOLCHAIN=%s lets a toolchain line count',
  (mode) => {
    expect(planned({ 'go.mod': GO_MOD }, { mode }).steps.length).toBe(1);
  },
);

test.each([
  ['the SDK in PATH', { local: TO }],
  ['the go line', { to: 'go1.20', local: 'go1.20' }],
])('a version that is that of %s is no reason to refuse', (_, options) => {
  expect(planned({ 'go.mod': GO_MOD }, options).steps.length).toBe(1);
});

test('project scope needs a go.mod, and a line to put the toolchain line after', () => {
  expect(() => planned({})).toThrow('/m: there is no go.mod here: use --scope user or shell');
  expect(() => planned({ 'go.mod': 'module m\n' })).toThrow(
    '/m/go.mod: has neither a toolchain line nor a go line',
  );
});
