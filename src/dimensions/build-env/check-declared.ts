import type { Facts } from '../../domain/facts.ts';
import { variableClass } from '../../domain/go-variables.ts';
import { redactVariable } from '../../domain/redact.ts';
import { restoreSetting } from '../../domain/restore-setting.ts';
import { clearedSetting } from './cleared-setting.ts';
import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

/** `env.required` and `env.expect` of godrift.yaml. */
export const checkDeclaredVariables: EnvCheck = ({ required, values, locations }, facts) => [
  ...required
    .filter((key) => facts.local[key] === undefined && !(key in values))
    .map((key) =>
      envFinding(facts, {
        key,
        kind: 'missing',
        severity: 'error',
        expected: 'set',
        source: 'godrift.yaml',
        fix: `export ${key}=…`,
        location: locations['env.required'] ?? null,
      }),
    ),
  ...Object.entries(values)
    .filter(([key, value]) => (facts.local[key] ?? '') !== redactVariable(key, value))
    .map(([key, value]) => {
      const expected = redactVariable(key, value);
      const actual = facts.local[key] ?? null;
      return envFinding(facts, {
        key,
        kind: actual === null ? 'missing' : 'mismatch',
        severity: actual === null && required.includes(key) ? 'error' : 'warning',
        weight:
          variableClass(key) === 'path'
            ? ENV_WEIGHTS.path
            : variableClass(key) === 'debug'
              ? ENV_WEIGHTS.debug
              : ENV_WEIGHTS.build,
        expected,
        actual,
        source: 'godrift.yaml',
        fix: (expected === value ? declaredFix(key, value, facts) : null) ?? `export ${key}=…`,
        location: locations[`env.expect.${key}`] ?? null,
      });
    }),
];

/** What is declared to be empty is cleared wherever it is set. */
function declaredFix(key: string, value: string, facts: Facts): string | null {
  return value === '' ? clearedSetting(key, facts) : restoreSetting(key, value, facts.origins[key]);
}
