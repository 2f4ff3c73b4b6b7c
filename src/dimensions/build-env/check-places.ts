import { unsetEverywhere } from '../../domain/unset-setting.ts';
import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

/** The directory that Go builds in: on a full disk, or on one from which no program starts. */
export const checkTempDir: EnvCheck = (_, facts) =>
  ['GOTMPDIR', 'TMPDIR'].flatMap((key) => {
    const { [`full.${key}`]: full, [`noexec.${key}`]: noexec } = facts.local;
    const origin = facts.origins[key] ?? 'default';
    const fix =
      unsetEverywhere(key, origin, facts.origins[`hidden.${key}`]) ??
      'export GOTMPDIR="$(mktemp -d -p "$HOME")"';
    if (full !== undefined)
      return [
        envFinding(facts, {
          key,
          severity: 'error',
          weight: 1,
          expected: 'free space',
          actual: `${full}: no space left on device`,
          origin,
          fix,
        }),
      ];
    if (noexec === undefined) return [];
    return [
      envFinding(facts, {
        key,
        weight: ENV_WEIGHTS.path,
        expected: 'a directory from which programs start',
        actual: `${noexec}, mounted noexec: go test and go run fail`,
        origin,
        fix,
      }),
    ];
  });

/** Go goes on without it, and says nothing. */
export const checkEnvFile: EnvCheck = (_, facts) => {
  const unread = facts.local['GOENV.unread'];
  if (unread === undefined) return [];
  const origin = facts.origins.GOENV ?? 'default';
  return [
    envFinding(facts, {
      key: 'GOENV',
      severity: 'info',
      weight: ENV_WEIGHTS.other,
      expected: 'a file that this user can read',
      actual: `${unread}: Go goes on without it`,
      origin,
      fix: origin === 'environment' ? 'unset GOENV' : 'export GOENV=off',
    }),
  ];
};

/** Needed only where a module is fetched. */
export const checkModuleCache: EnvCheck = (_, facts) => {
  const unusable = facts.local['GOMODCACHE.unusable'];
  if (unusable === undefined) return [];
  return [
    envFinding(facts, {
      key: 'GOMODCACHE',
      severity: 'info',
      weight: ENV_WEIGHTS.path,
      expected: 'a directory, as soon as a module is needed',
      actual: unusable,
      fix: unsetEverywhere('GOMODCACHE', facts.origins.GOMODCACHE, facts.origins['hidden.GOMODCACHE']),
    }),
  ];
};

/** Go starts it only where a fetch is denied (tried with 1.24.0 and 1.27.4). */
export const checkGoauth: EnvCheck = (_, facts) =>
  facts.local['GOAUTH.missing'] === undefined
    ? []
    : [
        envFinding(facts, {
          key: 'GOAUTH',
          severity: 'info',
          weight: ENV_WEIGHTS.other,
          expected: 'programs that start',
          actual: 'a program that cannot be started: fetching a private module fails',
          fix: unsetEverywhere('GOAUTH', facts.origins.GOAUTH, facts.origins['hidden.GOAUTH']),
        }),
      ];
