import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InputError, type InputProblem, inputError } from '../domain/errors.ts';
import type { Location } from '../domain/finding.ts';

const MAX_CHARACTERS = 1024 * 1024;
const MAX_ALIASES = 100;

export interface ParsedYaml<Content> {
  readonly content: Content;
  /** Of each entry, by dotted path: `tools.gopls`. */
  readonly locations: Readonly<Record<string, Location>>;
}

/**
 * A YAML mapping checked against a schema; an empty file is an empty mapping. Every plain scalar is text (YAML's failsafe
 * schema), so that `go: 1.20` stays 1.20. Throws InputError with every problem by line.
 */
export function parseYaml<Schema extends z.ZodType>(text: string, file: string, schema: Schema): ParsedYaml<z.output<Schema>> {
  if (text.length > MAX_CHARACTERS) throw inputError('is over 1 MiB: no configuration is that long', file);
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'failsafe' });
  if (document.errors.length > 0) {
    throw new InputError(document.errors.map(({ message, pos }) => ({ message, location: { file, line: lines.linePos(pos[0]).line } })));
  }
  const result = schema.safeParse(plain(document, file));
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) => problemsOf(issue, { file, document, lines }));
    throw new InputError(problems.sort((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0)));
  }
  return { content: result.data, locations: locate(document, lines, file) };
}

interface Place {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

function plain(document: Document, file: string): unknown {
  try {
    const content: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return content === null || content === '' ? {} : content;
  } catch (error) {
    throw inputError(error instanceof Error ? error.message : String(error), file);
  }
}

function problemsOf(issue: z.core.$ZodIssue, { file, document, lines }: Place): InputProblem[] {
  const at = (path: readonly PropertyKey[]) => ({ file, line: lineOf(document, lines, path) });
  const name = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : `${path.map(String).join('.')}: `);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { message: `${name(path)}there is no such key`, location: at(path) };
    });
  }
  // A bad name of a mapping's key is reported on the mapping: the issue within says what is wrong with it.
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [{ message: `${name(issue.path)}${message}`, location: at(issue.path) }];
}

/** The line of the entry that the path leads to, or of the nearest thing around it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const own = keyOffset(parent, path[length - 1]);
    if (own !== null) return lines.linePos(own).line;
  }
  return 1;
}

/** Where the key of a mapping, or the item of a list, begins. */
function keyOffset(parent: unknown, key: PropertyKey | undefined): number | null {
  if (!(parent instanceof Object) || !('items' in parent) || !Array.isArray(parent.items)) return null;
  const item: unknown =
    typeof key === 'number'
      ? parent.items[key]
      : parent.items.map((pair: { key?: { value?: unknown } }) => pair.key).find((node) => node?.value === key);
  return item instanceof Object && 'range' in item && Array.isArray(item.range) ? Number(item.range[0]) : null;
}

function locate(document: Document, lines: LineCounter, file: string): Record<string, Location> {
  const locations: [string, Location][] = [];
  const walk = (node: unknown, path: string): void => {
    if (!(node instanceof Object) || !('items' in node) || !Array.isArray(node.items)) return;
    for (const pair of node.items) {
      const key: unknown = pair?.key?.value;
      if (typeof key !== 'string') continue;
      const own = path === '' ? key : `${path}.${key}`;
      locations.push([own, { file, line: lines.linePos(Number(pair.key.range[0])).line }]);
      walk(pair.value, own);
    }
  };
  walk(document.contents, '');
  return Object.fromEntries(locations);
}
