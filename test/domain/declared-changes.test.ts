import { expect, test } from 'vitest';
import type { Declared } from '../../src/domain/declared.ts';
import { declaredChanges, declaredFacts } from '../../src/domain/declared-changes.ts';
import { parseGoMod } from '../../src/domain/go-mod.ts';
import { parseGoWork } from '../../src/domain/go-work.ts';

const GO_MOD = `module m

go 1.24

require a.b/c v1.2.3

replace (
	a.b/c v1.2.3 => d.e/f v1.0.0
	a.b/g => ../g
)

tool a.b/c/cmd
`;

const NOTHING: Declared = {
  versions: [],
  goMod: null,
  goWork: null,
  config: { env: { required: [], expect: {}, allow: [] }, tools: {} },
  unversioned: [],
  problems: [],
  configLocations: {},
  accepted: [],
};

const EVERYTHING: Declared = {
  ...NOTHING,
  versions: [
    {
      source: '.go-version',
      kind: 'exact',
      version: '1.24.1',
      location: { file: '/m/.go-version', line: 1 },
    },
    { source: 'go.mod', kind: 'toolchain', version: '1.24.1', location: { file: '/m/go.mod', line: 9 } },
    { source: 'go.mod', kind: 'go', version: '1.24', location: { file: '/m/go.mod', line: 3 } },
  ],
  goMod: parseGoMod(GO_MOD, '/m/go.mod'),
  goWork: parseGoWork('go 1.24\nuse ./x\nreplace a.b/h => ./h\n', '/m/go.work'),
  config: {
    env: { required: ['GOFLAGS'], expect: { CC: '', NPM_TOKEN: 'hunter2' }, allow: ['MY_*'] },
    tools: { gopls: 'v0.20.0' },
  },
  configLocations: {
    'env.expect': { file: '/m/godrift.yaml', line: 4 },
    'env.expect.CC': { file: '/m/godrift.yaml', line: 5 },
  },
};

const FACTS = {
  '.go-version': '1.24.1',
  'go.mod toolchain': '1.24.1',
  'go.mod go': '1.24',
  'go.mod require a.b/c': 'v1.2.3',
  'go.mod replace a.b/c@v1.2.3': 'd.e/f@v1.0.0',
  'go.mod replace a.b/g': '../g',
  'go.mod tool a.b/c/cmd': 'declared',
  'go.work use ./x': 'declared',
  'go.work replace a.b/h': './h',
  'godrift.yaml env.required GOFLAGS': 'declared',
  'godrift.yaml env.allow MY_*': 'declared',
  'godrift.yaml env.expect CC': '""',
  'godrift.yaml env.expect NPM_TOKEN': '***',
  'godrift.yaml tools gopls': 'v0.20.0',
};

test('everything that files declare is a fact, and no secret is', () => {
  expect(declaredFacts(EVERYTHING)).toEqual(FACTS);
  expect(declaredFacts(NOTHING)).toEqual({});
});

test('a change is told with where it stands now', () => {
  const changes = declaredChanges(NOTHING, EVERYTHING, '/m/go.mod');
  expect(Object.fromEntries(changes.map(({ key, location }) => [key, location]))).toEqual({
    '.go-version': { file: '/m/.go-version', line: 1 },
    'go.mod toolchain': { file: '/m/go.mod', line: 9 },
    'go.mod go': { file: '/m/go.mod', line: 3 },
    'go.mod require a.b/c': { file: '/m/go.mod', line: 5 },
    'go.mod replace a.b/c@v1.2.3': { file: '/m/go.mod', line: 5 },
    'go.mod replace a.b/g': { file: '/m/go.mod', line: 9 },
    'go.mod tool a.b/c/cmd': { file: '/m/go.mod', line: 12 },
    'go.work use ./x': null,
    'go.work replace a.b/h': null,
    'godrift.yaml env.required GOFLAGS': null,
    'godrift.yaml env.allow MY_*': null,
    'godrift.yaml env.expect CC': { file: '/m/godrift.yaml', line: 5 },
    'godrift.yaml env.expect NPM_TOKEN': { file: '/m/godrift.yaml', line: 4 },
    'godrift.yaml tools gopls': null,
  });
  expect(changes.map(({ key }) => key)).toEqual(Object.keys(FACTS).toSorted());
});

test('what is gone stands nowhere, and what is equal is no change', () => {
  expect(declaredChanges(EVERYTHING, EVERYTHING, '/m/go.mod')).toEqual([]);
  const gone = declaredChanges(EVERYTHING, NOTHING, '/m/go.mod');
  expect(gone.map(({ after, location }) => [after, location])).toEqual(
    Object.keys(FACTS).map(() => [null, null]),
  );
  const lines = declaredChanges(NOTHING, { ...EVERYTHING, versions: [] }, null);
  expect(lines.filter(({ key }) => key.startsWith('go.mod')).map(({ location }) => location)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
