import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { inputError } from '../errors.ts';
import { byteOrderMarkLength } from './text-lines.ts';
import type { WrittenVersion } from './written-version.ts';

/** Where mise runs, in Node's words. */
export interface MisePlatform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/** A key with a value, with the whole path to it: `tools.go.version`. Array tables have their index in the path. */
interface Entry {
  readonly path: readonly (string | number)[];
  readonly node: AST.TOMLContentNode;
}

const GO_NAMES: readonly unknown[] = ['go', 'golang', 'core:go'];
/** Each table of a tool has exactly one of them. */
const SELECTORS: readonly unknown[] = ['version', 'prefix', 'ref', 'path'];
const OS_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'macos', win32: 'windows' };

/**
 * The versions of Go under `[tools]` in a file of mise, in the order in which they come first in PATH; without those for
 * other systems (`os`). Empty where the file has none. Throws InputError.
 */
export function miseToml(text: string, file: string, at: MisePlatform): readonly WrittenVersion[] {
  const mark = byteOrderMarkLength(text);
  const entries = entriesOf(parse(text.slice(mark), file), []);
  const goEntries = entries.filter(({ path }) => path[0] === 'tools' && GO_NAMES.includes(path[1]));
  // Of several names for Go in one file, mise takes the one that is written last.
  const name = goEntries.at(-1)?.path[1];
  const named = goEntries.filter(({ path }) => path[1] === name);
  const plain = named.find(({ path }) => path.length === 2);
  const tables =
    plain === undefined
      ? groupByIndex(named)
      : elementsOf(plain.node).map((node): readonly Entry[] =>
          node.type === 'TOMLInlineTable' ? entriesOf(node.body, []) : [{ path: [], node }],
        );
  return tables
    .filter((table) => isFor(table, at))
    .map((table) => {
      const selectors = table.filter(({ path }) => path.length === 0 || SELECTORS.includes(path.at(-1)));
      const [selector = table[0]] = selectors;
      const line = selector?.node.loc.start.line;
      if (selector === undefined || selectors.length !== 1)
        throw inputError(`tools.${name} must have one version`, file, line);
      const { node } = selector;
      if (node.type !== 'TOMLValue' || node.kind !== 'string')
        throw inputError(`tools.${name} must be a version in quotes`, file, line);
      const key = selector.path.at(-1) ?? 'version';
      const quote = node.multiline ? 3 : 1;
      return {
        text: (key === 'version' ? '' : `${key}:`) + node.value.trim(),
        start: mark + node.range[0] + quote,
        end: mark + node.range[1] - quote,
        line: line ?? 1,
      };
    });
}

function parse(text: string, file: string): readonly AST.TOMLTopLevelTable['body'][number][] {
  try {
    return parseTOML(text).body[0].body;
  } catch (error) {
    // Arrays nested thousands deep overflow its stack.
    if (!(error instanceof ParseError)) throw inputError('is not valid TOML', file);
    throw inputError(`is not valid TOML: ${error.message}`, file, error.lineNumber);
  }
}

/** Every key with a value, in the order of the file; inline tables are taken apart, arrays are not. */
function entriesOf(
  body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[],
  prefix: Entry['path'],
): readonly Entry[] {
  return body.flatMap((item): readonly Entry[] => {
    if (item.type === 'TOMLTable') return entriesOf(item.body, item.resolvedKey);
    const { key, value } = item;
    const path = [...prefix, ...key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))];
    return value.type === 'TOMLInlineTable' ? entriesOf(value.body, path) : [{ path, node: value }];
  });
}

function elementsOf(node: AST.TOMLContentNode): readonly AST.TOMLContentNode[] {
  return node.type === 'TOMLArray' ? node.elements : [node];
}

/** `[tools.go]` is one table, `[[tools.go]]` one for each index. */
function groupByIndex(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups = new Map<unknown, Entry[]>();
  for (const entry of entries) {
    const index = typeof entry.path[2] === 'number' ? entry.path[2] : 0;
    groups.set(index, [...(groups.get(index) ?? []), entry]);
  }
  return [...groups.values()];
}

/** `os` is a name or a list of names, each with `/arch` where the architecture matters. */
function isFor(table: readonly Entry[], { platform, arch }: MisePlatform): boolean {
  const os = table.find(({ path }) => path.at(-1) === 'os')?.node;
  if (os === undefined) return true;
  const name = OS_NAMES[platform] ?? platform;
  return elementsOf(os).some(
    (node) => node.type === 'TOMLValue' && (node.value === name || node.value === `${name}/${arch}`),
  );
}
