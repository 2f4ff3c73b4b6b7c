import type { FactMap } from '../../domain/facts.ts';
import type { Location } from '../../domain/finding.ts';

/** `directive.DIR.KEY`: a `//go:debug` line of a main package. */
export const DIRECTIVE = 'directive.';
/** `problem.N`: why Go refuses the build, at its place. */
export const PROBLEM = 'problem.';

/** Go lists nothing: what is portable is not known. */
export const REFUSED = 'refused';

export interface Directive {
  readonly value: string;
  /** Relative to the project, with the line. */
  readonly shown: string;
  readonly location: Location;
}

export function writeDirective(directive: Directive): string {
  return JSON.stringify(directive);
}

export function readDirective(text: string | undefined): Directive | null {
  return text === undefined ? null : (JSON.parse(text) as Directive);
}

/** Something that Go refuses. */
export interface BuildProblem {
  /** The finding's key. */
  readonly key: string;
  readonly message: string;
  readonly expected: string;
  readonly fix: string | null;
  readonly location: Location | null;
  readonly severity: 'info' | 'warning' | 'error' | 'critical';
  readonly origin: string | null;
}

/** What one part of the build is, and what Go refuses of it. */
export interface Observed {
  readonly portable: FactMap;
  readonly origins: FactMap;
  readonly problems: readonly BuildProblem[];
}

export const NOTHING: Observed = { portable: {}, origins: {}, problems: [] };

export function writeProblem(problem: BuildProblem): string {
  return JSON.stringify(problem);
}

export function readProblems(local: Readonly<Record<string, string>>): readonly BuildProblem[] {
  return Object.entries(local)
    .filter(([key]) => key.startsWith(PROBLEM))
    .map(([, text]) => JSON.parse(text) as BuildProblem);
}
