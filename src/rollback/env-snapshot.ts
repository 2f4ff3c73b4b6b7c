import type { FactMap } from '../domain/facts.ts';
import { CODE_CARRYING, nameMatches, VOLATILE } from '../shell/excluded-names.ts';

const NEVER = [...CODE_CARRYING, ...VOLATILE];
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DIMENSION = 'build_env.';

/** The variables that a snapshot would set, and the names that it must not. */
export interface SavedVariables {
  readonly variables: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

/**
 * The variables of an env snapshot (`KEY=value`), or of a project's snapshot the `build_env` ones as far as they hold on any
 * machine: no masked values, no portable paths.
 */
export function savedVariables(facts: FactMap): SavedVariables {
  const names = Object.keys(facts);
  const ofProject = names.length > 0 && names.every((name) => name.includes('.'));
  const pairs = ofProject
    ? names
        .filter((name) => name.startsWith(DIMENSION) && !/\*\*\*|^~|^\$GO/.test(facts[name] ?? ''))
        .map((name) => [name.slice(DIMENSION.length), facts[name] ?? ''] as const)
        .filter(([name]) => NAME.test(name))
    : names.map((name) => [name, facts[name] ?? ''] as const);
  const refused = pairs
    .filter(([name]) => !NAME.test(name) || nameMatches(NEVER, name))
    .map(([name]) => name);
  return {
    variables: Object.fromEntries(pairs.filter(([name]) => !refused.includes(name))),
    refused,
  };
}
