import type { FactMap } from '../../domain/facts.ts';

/** A main package: its directory relative to the project (`.`), what Go sets by default in its binary, its own directives. */
export interface MainPackage {
  readonly dir: string;
  readonly defaults: ReadonlyMap<string, string>;
  readonly directives: readonly GoDebugDirective[];
}

export interface GoDebugDirective {
  readonly key: string;
  readonly value: string;
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

export const GODEBUG = 'godebug.';
/** The release whose table of defaults counts, `1.26`; absent where there is no main package. */
export const TABLE = 'defaults';
/** The default of a setting that the other binaries of the project change. */
const UNSET = 'default';

/** `godebug.KEY` for what all binaries have in common, `godebug.KEY@DIR` for what one of them sets itself. */
export function godebugFacts(mains: readonly MainPackage[]): FactMap {
  const shared = sharedDefaults(mains);
  const facts: Record<string, string> = {};
  for (const [key, value] of shared) facts[`${GODEBUG}${key}`] = value;
  for (const { dir, defaults } of mains)
    for (const key of new Set([...shared.keys(), ...defaults.keys()]))
      if (defaults.get(key) !== shared.get(key))
        facts[`${GODEBUG}${key}@${dir}`] = defaults.get(key) ?? UNSET;
  return facts;
}

/** The defaults of packages without directives of their own; where there is none, what all agree on and none sets. */
function sharedDefaults(mains: readonly MainPackage[]): ReadonlyMap<string, string> {
  const plain = mains.filter(({ directives }) => directives.length === 0);
  const [first, ...rest] = plain.length > 0 ? plain : mains;
  if (first === undefined) return new Map();
  const own = new Set(
    mains.flatMap(({ directives }) => (plain.length > 0 ? [] : directives.map(({ key }) => key))),
  );
  if (own.has('default')) return new Map();
  return new Map(
    [...first.defaults].filter(
      ([key, value]) => !own.has(key) && rest.every(({ defaults }) => defaults.get(key) === value),
    ),
  );
}

/** `a=1,b=2` as `go list` prints it. */
export function parseDefaults(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').flatMap((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
}
