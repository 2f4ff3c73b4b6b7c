import { runningVersion } from '../../domain/go-version-output.ts';
import { experimentAhead, godebugAhead } from '../../domain/next-go.ts';
import { unsetSetting } from '../../domain/unset-setting.ts';
import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

/** Settings that the next Go removes or refuses: time to take them out. */
export const checkAhead: EnvCheck = (_, facts) => {
  const version = runningVersion(facts.local['sdk.go'] ?? '');
  if (version === null) return [];
  const settings = (facts.local.GODEBUG ?? '')
    .split(',')
    .map((pair) => pair.split('=', 2) as [string, string?]);
  const ahead = {
    GODEBUG: settings.flatMap(([key, value = '']) =>
      told(`${key}=${value}`, godebugAhead(key, value, version)),
    ),
    GOEXPERIMENT: (facts.local.GOEXPERIMENT ?? '')
      .split(',')
      .flatMap((word) => told(word, experimentAhead(word, version))),
  };
  return Object.entries(ahead)
    .filter(([, words]) => words.length > 0)
    .map(([key, words]) =>
      envFinding(facts, {
        key,
        severity: 'info',
        weight: ENV_WEIGHTS.other,
        expected: 'settings that the next Go takes too',
        actual: words.join('; '),
        fix: unsetSetting(key, facts.origins[key]),
      }),
    );
};

function told(setting: string, ahead: string | null): readonly string[] {
  return ahead === null ? [] : [`${setting}: ${ahead}`];
}
