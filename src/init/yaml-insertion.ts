import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq, type Pair, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { type EditedText, insertLines, nextLine, replaceAt } from './text-edit.ts';

/** A mapping's new entry, or a list's new item (`key` null), below the keys of `path`. */
export interface YamlEntry {
  readonly path: readonly string[];
  readonly key: string | null;
  readonly value: unknown;
}

/**
 * Puts an entry into a YAML file and leaves every other byte as it is. Null where that cannot be done: the text is no
 * YAML, has the entry already, or is written in a way that this does not know; the outcome is parsed and compared.
 */
export function insertYaml(text: string, entry: YamlEntry): EditedText | null {
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors.length > 0) return null;
  const expected = withEntry(document.toJS(), entry, entry.path);
  if (expected === null) return null;
  const root = document.contents;
  const edited =
    root === null
      ? insertLines(text, text.length, block(entry, entry.path))
      : isMap(root)
        ? insertBelow(text, root as Collection, entry, entry.path)
        : null;
  if (edited === null) return null;
  const after = parseDocument(edited.text, { logLevel: 'error' });
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), expected) ? edited : null;
}

type Collection = YAMLMap | YAMLSeq;

function insertBelow(
  text: string,
  at: Collection,
  entry: YamlEntry,
  path: readonly string[],
): EditedText | null {
  const [step, ...rest] = path;
  if (step !== undefined && isMap(at)) {
    const pair = (at.items as Pair[]).find(({ key }) => String(key) === step);
    const inner = pair?.value;
    if (isMap(inner) || isSeq(inner)) return insertBelow(text, inner as Collection, entry, rest);
    if (pair !== undefined) return null;
  }
  const [start, end] = at.range ?? [0, 0];
  if (at.flow === true) return insertIntoFlow(text, at, entry, path);
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const lines = block(entry, path).replaceAll(/^(?=.)/gm, ' '.repeat(column));
  const atLineStart = end === 0 || text[end - 1] === '\n';
  return insertLines(text, atLineStart ? end : nextLine(text, end), lines);
}

/** `[a]` → `[a, b]`: in one line, as flow collections are. */
function insertIntoFlow(
  text: string,
  at: Collection,
  entry: YamlEntry,
  path: readonly string[],
): EditedText | null {
  const nested = path.length > 0 || entry.key !== null ? nest(entry, path) : entry.value;
  const flow = stringify(nested, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  const inner = path.length > 0 || entry.key !== null ? flow.replace(/^\{\s*|\s*\}$/g, '') : flow;
  const close = (at.range?.[1] ?? 0) - 1;
  return close < 0 ? null : replaceAt(text, close, '', `${at.items.length === 0 ? '' : ', '}${inner}`);
}

function block(entry: YamlEntry, path: readonly string[]): string {
  return stringify(nest(entry, path), { lineWidth: 0 });
}

/** The entry within the mappings that lead to it. */
function nest({ key, value }: YamlEntry, path: readonly string[]): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => ({ [step]: inner }),
    key === null ? [value] : { [key]: value },
  );
}

/** What the file says afterwards; null where it has such an entry, or something else in its place. */
function withEntry(content: unknown, entry: YamlEntry, path: readonly string[]): unknown {
  if (content === null || content === undefined) return nest(entry, path);
  const [step, ...rest] = path;
  if (step === undefined && entry.key === null)
    return Array.isArray(content) ? [...content, entry.value] : null;
  if (typeof content !== 'object' || Array.isArray(content)) return null;
  const key = step ?? entry.key ?? '';
  const current = (content as Readonly<Record<string, unknown>>)[key];
  if (step === undefined && current !== undefined) return null;
  const inner = step === undefined ? entry.value : withEntry(current, entry, rest);
  return inner === null ? null : { ...content, [key]: inner };
}
