import type { FactMap } from '../domain/facts.ts';

/** Names whose values run code in a process that has them, or that belong to one process only. */
const NEVER =
  /^(?:LD_|DYLD_|BASH_ENV$|ENV$|PROMPT_COMMAND$|PS\d$|ZDOTDIR$|NODE_OPTIONS$|IFS$|BASH_FUNC_|PERL5OPT$|PYTHONSTARTUP$|RUBYOPT$|SHELLOPTS$|BASHOPTS$|_$|SHLVL$|PWD$|OLDPWD$)/;
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
  const refused = pairs.filter(([name]) => !NAME.test(name) || NEVER.test(name)).map(([name]) => name);
  return {
    variables: Object.fromEntries(pairs.filter(([name]) => !refused.includes(name))),
    refused,
  };
}
