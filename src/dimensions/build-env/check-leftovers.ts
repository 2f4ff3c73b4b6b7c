import type { FactMap, Facts } from '../../domain/facts.ts';
import { parseGoFlags } from '../../domain/go-flags.ts';
import { clearSetting, restoreSetting } from '../../domain/restore-setting.ts';
import { clearedSetting } from './cleared-setting.ts';
import type { EnvCheck } from './compare.ts';
import { envFinding } from './env-finding.ts';
import type { BuildEnvExpectation } from './expectation.ts';

const ODD = 'odd.';

/** What the baseline in force holds with the same value, or godrift.yaml expects: that a variable is set is no news. */
export function isApproved(
  name: string,
  { values }: BuildEnvExpectation,
  { portable }: Facts,
  baseline: FactMap | null,
): boolean {
  return name in values || (baseline?.[name] !== undefined && baseline[name] === portable[name]);
}

/** `go build` makes binaries for another platform, and `go run` and `go test` cannot start them. */
export const checkTargetPlatform: EnvCheck = (expected, facts, baseline) => {
  const { GOOS, GOARCH, GOHOSTOS, GOHOSTARCH } = facts.local;
  // 386 runs on amd64 (tried with Go 1.18.10 and 1.27.4); all others end in "exec format error".
  const starts = GOOS === GOHOSTOS && GOHOSTARCH === 'amd64' && GOARCH === '386';
  const does = starts ? '' : '; go run and go test fail with exec format error';
  return (
    [
      ['GOOS', GOHOSTOS],
      ['GOARCH', GOHOSTARCH],
    ] as const
  ).flatMap(([key, own]) => {
    const value = facts.local[key];
    const origin = facts.origins[key] ?? 'default';
    const isOwn = value === undefined || own === undefined || value === own || origin === 'default';
    // Against a baseline a difference is told as that.
    if (isOwn || baseline !== null || key in expected.values) return [];
    const actual = `${value}: builds are for ${GOOS}/${GOARCH}${does}`;
    return [envFinding(facts, { key, expected: own, actual, fix: clearedSetting(key, facts) })];
  });
};

/** `-mod=mod`, and `-mod=vendor` without a vendor directory, as long as Go goes on. */
export const checkModFlag: EnvCheck = (expected, facts, baseline) => {
  const mod = parseGoFlags(facts.local.GOFLAGS ?? '').get('mod');
  const isMissing = mod === 'vendor' && 'vendor.missing' in facts.local;
  if ((mod !== 'mod' && !isMissing) || isApproved('GOFLAGS', expected, facts, baseline)) return [];
  return [
    envFinding(facts, {
      key: 'GOFLAGS',
      expected: `no -mod=${mod}`,
      actual: isMissing
        ? '-mod=vendor without a vendor directory: no package of another module can be imported'
        : '-mod=mod: every build may rewrite go.mod and go.sum',
      fix: clearedSetting('GOFLAGS', facts),
    }),
  ];
};

/** Go takes a carriage return or a space at the end as part of the value: no module matches `GOPRIVATE=example.com\r`. */
export const checkOddValues: EnvCheck = (expected, facts, baseline) =>
  Object.entries(facts.local)
    .filter(([key]) => key.startsWith(ODD) && !isApproved(key.slice(ODD.length), expected, facts, baseline))
    .map(([key, what]) => {
      const name = key.slice(ODD.length);
      const factKey = `unused.${name}` in facts.local ? `unused.${name}` : name;
      const { [factKey]: value = '' } = facts.local;
      const { [factKey]: origin = null } = facts.origins;
      const visible = value.replaceAll(/^[\p{Cc} ]+|[\p{Cc} ]+$/gu, '');
      const isKnown = visible !== '' && !visible.includes('***');
      return envFinding(facts, {
        key: name,
        expected: isKnown ? JSON.stringify(visible) : 'a value without invisible characters',
        actual: `${JSON.stringify(value)}${what}`,
        origin,
        fix:
          (isKnown ? restoreSetting(name, visible, origin) : null) ??
          clearSetting(name, origin, facts.origins[`hidden.${name}`]),
      });
    });
