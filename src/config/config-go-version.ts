import { isAlias, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { inputError } from '../domain/errors.ts';
import { byteOrderMarkLength } from '../domain/version-files/text-lines.ts';
import type { WrittenVersion } from '../domain/version-files/written-version.ts';

/** Where the value of `go` is in a godrift.yaml; null without one. Throws InputError where it cannot be replaced in place. */
export function configGoVersion(text: string, file: string): WrittenVersion | null {
  const mark = byteOrderMarkLength(text);
  const lineCounter = new LineCounter();
  const { contents, errors } = parseDocument(text.slice(mark), { lineCounter, logLevel: 'error' });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const [error] = errors;
  if (error !== undefined)
    throw inputError(error.message.split('\n', 1)[0] ?? '', file, lineAt(error.pos[0]));
  const pair = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === 'go')
    : undefined;
  if (pair === undefined || !(isScalar(pair.value) || isAlias(pair.value))) return null;
  const { value: node } = pair;
  const [start = 0, end = 0] = node.range ?? [];
  const type = isScalar(node) ? node.type : undefined;
  if (type !== 'PLAIN' && type !== 'QUOTE_DOUBLE' && type !== 'QUOTE_SINGLE')
    throw inputError('go: is an alias or a block, which cannot be replaced in place', file, lineAt(start));
  const quote = type === 'PLAIN' ? 0 : 1;
  return {
    text: isScalar(node) ? String(node.source ?? node.value) : '',
    start: mark + start + quote,
    end: mark + end - quote,
    line: lineAt(start),
  };
}
