import type { Location } from './finding.ts';

/** Why something could not be told. Becomes `reason` in JSON and `error.type` on spans. */
export type UnknownReason =
  | 'go_missing'
  | 'go_failed'
  | 'offline'
  | 'timeout'
  | 'permission'
  | 'unsupported'
  | 'project_missing'
  | 'invalid_input'
  | 'invalid_output'
  | 'internal';

/** A dimension could not be collected: expected in operation, reported as `unknown` with its reason. */
export class CollectError extends Error {
  readonly reason: UnknownReason;
  /** What a person can do about it. */
  readonly fix: string | null;
  constructor(reason: UnknownReason, message: string, options: { cause?: unknown; fix?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CollectError';
    this.reason = reason;
    this.fix = options.fix ?? null;
  }
}

/** One thing wrong in a file or argument that a person wrote. */
export interface InputProblem {
  readonly message: string;
  /** The file as the person knows it (absolute path), or null for an argument. */
  readonly location: (Pick<Location, 'file'> & { readonly line: number | null }) | null;
}

/** Bad input: every problem at once, each one line. The command exits 2. */
export class InputError extends Error {
  readonly problems: readonly InputProblem[];
  constructor(problems: readonly InputProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

/** `file:line: message`, `file: message` or `message`. */
export function formatProblem({ location, message }: InputProblem): string {
  if (location === null) return message;
  return location.line === null
    ? `${location.file}: ${message}`
    : `${location.file}:${location.line}: ${message}`;
}

/** An InputError with a single problem. */
export function inputError(message: string, file?: string, line?: number): InputError {
  return new InputError([{ message, location: file === undefined ? null : { file, line: line ?? null } }]);
}
