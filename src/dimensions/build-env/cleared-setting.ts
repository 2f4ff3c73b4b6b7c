import type { Facts } from '../../domain/facts.ts';
import { clearSetting } from '../../domain/restore-setting.ts';

/** The command that takes a variable back from the shell and the env file alike; null where nothing sets it. */
export function clearedSetting(name: string, { origins }: Facts): string | null {
  return clearSetting(name, origins[name], origins[`hidden.${name}`]);
}
