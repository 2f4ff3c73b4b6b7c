import { unsetSetting } from '../domain/unset-setting.ts';
import type { Host } from '../host/host.ts';
import { oneLine } from './one-line.ts';
import type { RollbackEffect } from './rollback-effect.ts';

/**
 * The effect where no `go` command starts in this environment because of a variable: what was wanted is written, but nothing can
 * use it. Throws as `refusedVariables`.
 */
export async function withRefusals(
  effect: RollbackEffect,
  { go }: Pick<Host, 'go'>,
): Promise<RollbackEffect> {
  const refused = [...(await go.refusedVariables())].filter(([, { everywhere }]) => everywhere);
  if (refused.length === 0) return effect;
  const names = refused.map(([name]) => name).join(', ');
  const starts = `no go command starts with this ${names}`;
  return {
    ...effect,
    verified: false,
    inForce: false,
    why: effect.why === null ? starts : `${effect.why}, and ${starts}`,
    refusals: refused.flatMap(([name, { message }]) => {
      const fix = unsetSetting(name, go.configured(name)?.origin);
      return [`go: ${oneLine(message)}`, ...(fix === null ? [] : [`fix: ${oneLine(fix)}`])];
    }),
  };
}
