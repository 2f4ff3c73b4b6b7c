import { describe, expect, test } from 'vitest';
import { judgeTool } from '../../../src/dimensions/tools/judge.ts';
import { factsOf, slight } from './tool-texts.ts';

const APPROVE = 'approve it: godrift baseline write';
const [A, B] = ['h1:aaaa=', 'h1:bbbb='];

function judge(key: string, before: string | null, after: string | null) {
  return judgeTool({ key, before, after }, factsOf(after === null ? {} : { [key]: after }));
}

describe('a tool that differs from the baseline', () => {
  test('is slight if it is there or not', () => {
    const fact = `v1.9.0 go1.26.8 ${A}`;
    expect(judge('revive', null, fact)).toEqual(
      slight({ key: 'revive', kind: 'added', actual: fact, source: 'baseline', fix: APPROVE }),
    );
    expect(judge('revive', fact, null)).toEqual(
      slight({
        key: 'revive',
        kind: 'removed',
        expected: fact,
        source: 'baseline',
        origin: null,
        fix: `go install github.com/mgechev/revive@v1.9.0, or ${APPROVE}`,
      }),
    );
  });

  test.each([
    ['a patch', `v1.9.0 go1.26.8 ${A}`, `v1.9.1 go1.26.8 ${B}`, 'patch', 'info', 0.1],
    ['a minor version', `v1.9.0 go1.26.8 ${A}`, `v1.8.0 go1.26.8 ${B}`, 'minor', 'warning', 0.5],
    ['a major version', `v1.9.0 go1.26.8 ${A}`, `v2.0.0 go1.26.8 ${B}`, 'major', 'warning', 1],
    ['local changes', `v1.9.0 go1.26.8 ${A}`, 'v1.9.0+dirty go1.26.8', 'none', 'info', 0.1],
    [
      'the Go that built it, by a patch',
      `v1.9.0 go1.26.7 ${A}`,
      `v1.9.0 go1.26.8 ${A}`,
      'patch',
      'info',
      0.1,
    ],
    [
      'the Go that built it, by a minor version',
      `v1.9.0 go1.25.4 ${A}`,
      `v1.9.0 go1.26.8 ${A}`,
      'minor',
      'info',
      0.1,
    ],
    ['a hash that is gone', `v1.9.0 go1.26.8 ${A}`, 'v1.9.0 go1.26.8', 'none', 'info', 0.1],
    ['a version that is gone', `v1.9.0 go1.26.8 ${A}`, '- -', 'none', 'info', 0.1],
  ] as const)('by %s', (_, before, after, change, severity, weight) => {
    expect(judge('revive', before, after)).toEqual(
      slight({
        key: 'revive',
        kind: 'changed',
        change,
        severity,
        weight,
        expected: before,
        actual: after,
        source: 'baseline',
        fix: `go install github.com/mgechev/revive@v1.9.0, or ${APPROVE}`,
      }),
    );
  });

  test('is slight for gofmt, whatever its SDK', () => {
    expect(judge('gofmt', 'go1.25.4 go1.25.4', 'go1.26.8 go1.26.8')).toEqual(
      slight({
        key: 'gofmt',
        kind: 'changed',
        change: 'minor',
        expected: 'go1.25.4 go1.25.4',
        actual: 'go1.26.8 go1.26.8',
        source: 'baseline',
        fix: APPROVE,
      }),
    );
  });

  test('is critical where one version has another content', () => {
    const [before, after] = [`v1.9.0 go1.26.8 ${A}`, `v1.9.0 go1.26.8 ${B}`];
    expect(judge('revive', before, after)).toEqual(
      slight({
        key: 'revive',
        severity: 'critical',
        weight: 1,
        expected: before,
        actual: after,
        source: 'baseline',
        fix: 'go install github.com/mgechev/revive@v1.9.0',
      }),
    );
  });
});
