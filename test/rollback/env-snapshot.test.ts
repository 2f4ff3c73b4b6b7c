import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { savedVariables } from '../../src/rollback/env-snapshot.ts';
import { planEnvRequest } from '../../src/rollback/plan-env-request.ts';
import { applyStep } from '../../src/rollback/step.ts';
import { tempProject } from '../support/run-cli.ts';

test('a snapshot of variables gives all but those that carry code, change by themselves, or have no name', () => {
  const saved = savedVariables({
    GOFLAGS: '-mod=mod',
    EMPTY: '',
    _x1: '$GOROOT',
    LD_PRELOAD: '/tmp/x.so',
    PWD: '/here',
    '1A': 'x',
    'A-B': 'x',
    'B ': 'x',
  });
  expect(saved).toEqual({
    variables: { GOFLAGS: '-mod=mod', EMPTY: '', _x1: '$GOROOT' },
    refused: ['LD_PRELOAD', 'PWD', '1A', 'A-B', 'B '],
  });
  expect(savedVariables({})).toEqual({ variables: {}, refused: [] });
});

test('of a project’s snapshot only what holds on any machine: no masks, no portable paths, no other dimension', () => {
  const saved = savedVariables({
    'build_env.CGO_ENABLED': '1',
    'build_env.GOFLAGS': '-ldflags=-X=a=***',
    'build_env.GOPATH': '~/go',
    'build_env.GOROOT': '$GOROOT/x',
    'build_env.CC': '/opt/~/cc $GOROOT',
    'build_env.a.b': 'no variable',
    'build_env.LD_PRELOAD': '/tmp/x.so',
    'go_version.running': 'go1.26.8',
    'x.build_env.A': '1',
  });
  expect(saved).toEqual({
    variables: { CGO_ENABLED: '1', CC: '/opt/~/cc $GOROOT' },
    refused: ['LD_PRELOAD'],
  });
});

test('a name without a dot makes it a snapshot of variables', () => {
  expect(savedVariables({ 'build_env.A': '1', B: '2' })).toEqual({
    variables: { B: '2' },
    refused: ['build_env.A'],
  });
});

test('the request to running shells is one private file in the state directory', async () => {
  const stateDir = tempProject();
  const request = { name: 'good', id: 'id-1', requestedAt: new Date('2026-11-23T12:00:00.000Z') };
  const text = '#ENVSNAP-REQUEST v1 2026-11-23T12:00:00.000Z id-1\nrollback good\n';
  const plan = planEnvRequest(stateDir, request, { refused: [] });
  expect(plan).toEqual({
    kind: 'env',
    target: 'running shells',
    from: null,
    to: join(stateDir, 'env/good.snap'),
    steps: [
      {
        kind: 'write_file',
        path: join(stateDir, 'env/.request'),
        before: null,
        after: { latin1: text, mode: 0o600 },
        brief: 'at their next prompt, the running shells roll back to good',
      },
    ],
  });
  mkdirSync(join(stateDir, 'env'));
  for (const step of plan.steps) await applyStep(step);
  expect(readFileSync(join(stateDir, 'env/.request'), 'utf8')).toBe(text);
  writeFileSync(join(stateDir, 'env/.request'), 'older');
  expect(planEnvRequest(stateDir, request, { refused: [] }).steps[0]?.before).toMatchObject({
    latin1: 'older',
  });
});

test('a request that the shells would refuse is not made', () => {
  const request = { name: 'good', id: 'id-1', requestedAt: new Date() };
  expect(() => planEnvRequest('/state', request, { refused: ['LD_PRELOAD', 'PWD'] })).toThrow(
    'the running shells would refuse good: it sets LD_PRELOAD, PWD',
  );
});
