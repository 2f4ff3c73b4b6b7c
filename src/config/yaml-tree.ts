import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { InputError, type InputProblem, inputError } from '../domain/errors.ts';
import { dottedPath } from './dotted-path.ts';

/** A YAML file as plain values, in which numbers and booleans stand as they were written. */
export interface YamlTree {
  /** null for an empty file. */
  readonly value: unknown;
  /** 1-based line of each entry by `pathKey`. */
  readonly lines: ReadonlyMap<string, number>;
  /** Every key by path. */
  readonly paths: readonly (readonly PropertyKey[])[];
  /** Keys written twice, which do not keep the rest from being read. */
  readonly problems: readonly InputProblem[];
}

const MAX_BYTES = 1024 * 1024;
const MAX_ALIASES = 100;
// No schema goes deeper.
const MAX_DEPTH = 8;

/** Throws InputError where the text is no YAML document, with every syntax error by line. */
export function parseYamlTree(text: string, file: string): YamlTree {
  if (Buffer.byteLength(text) > MAX_BYTES) throw inputError('is larger than 1 MiB', file);
  const counter = new LineCounter();
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  // `uniqueKeys` compares every key with every other: `walk` finds the duplicates in linear time, with their path.
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map(({ message, pos }) => ({ message, location: { file, line: lineAt(pos[0]) } })),
    );
  }
  // `go: 1.20` is the version 1.20, not the number 1.2.
  visit(document, {
    Scalar: (_, node) => {
      if (node.value !== null && typeof node.value !== 'string' && node.source !== undefined)
        node.value = node.source;
    },
  });

  const lines = new Map<string, number>();
  const paths: (readonly PropertyKey[])[] = [];
  const problems: InputProblem[] = [];
  const enter = (path: readonly PropertyKey[], at: Node): void => {
    const line = lineAt(at.range?.[0] ?? 0);
    const key = pathKey(path);
    const first = lines.get(key);
    if (first === undefined) paths.push(path);
    else
      problems.push({
        message: `${dottedPath(path)}: is already set in line ${first}`,
        location: { file, line },
      });
    lines.set(key, first ?? line);
    // zod passes over it in silence.
    if (path.at(-1) === '__proto__')
      problems.push({
        message: `${dottedPath(path)}: is no name that can be used`,
        location: { file, line },
      });
  };
  const walk = (node: unknown, path: readonly PropertyKey[]): void => {
    if (path.length > MAX_DEPTH) return;
    if (isMap<Node, unknown>(node)) {
      for (const { key, value } of node.items) {
        const inner = [...path, isScalar(key) ? String(key.value ?? '') : String(key)];
        enter(inner, key);
        walk(value, inner);
      }
    } else if (isSeq<Node>(node)) {
      for (const [index, item] of node.items.entries()) {
        enter([...path, index], item);
        walk(item, [...path, index]);
      }
    }
  };
  walk(document.contents, []);
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), lines, paths, problems };
  } catch (cause) {
    // Aliases that lead nowhere or multiply without end.
    throw inputError(cause instanceof Error ? cause.message : String(cause), file);
  }
}

/** A path as a map's key. */
export function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
