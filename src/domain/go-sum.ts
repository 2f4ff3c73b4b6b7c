import { InputError, type InputProblem } from './errors.ts';

export interface GoSumEntry {
  readonly hash: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** By `<path> <version>` (the module) and `<path> <version>/go.mod`; contradicting lines in the order they stand. */
export type GoSums = ReadonlyMap<string, readonly GoSumEntry[]>;

// An old bug of Go's wrote this hash of an empty go.mod; Go drops such lines (cmd/go/internal/modfetch: readGoSum).
const EMPTY_GO_MOD = 'h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=';

/** As Go's strings.Fields: a byte order mark is no blank, so that the line names no module that there is. */
const BLANKS = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** All of these go.sum and go.work.sum files together. Throws InputError for every line that Go calls malformed. */
export function parseGoSums(files: readonly { readonly file: string; readonly text: string }[]): GoSums {
  const sums = new Map<string, GoSumEntry[]>();
  const problems: InputProblem[] = [];
  for (const { file, text } of files) {
    text.split('\n').forEach((row, index) => {
      const line = index + 1;
      const fields = row.split(BLANKS).filter((field) => field !== '');
      const [path, version, hash] = fields;
      if (path === undefined) return;
      if (version === undefined || hash === undefined || fields.length > 3) {
        const message = `malformed go.sum: wrong number of fields ${fields.length}: restore the line, or delete it`;
        problems.push({ message, location: { file, line } });
        return;
      }
      if (hash === EMPTY_GO_MOD || !hash.startsWith('h1:')) return;
      const key = `${path} ${version}`;
      const entries = sums.get(key) ?? [];
      if (!entries.some((entry) => entry.hash === hash)) sums.set(key, [...entries, { hash, file, line }]);
    });
  }
  if (problems.length > 0) throw new InputError(problems);
  return sums;
}
