import type { Document, LineCounter } from 'yaml';
import type { AcceptedFinding } from '../domain/declared.ts';
import { InputError, type InputProblem, inputError } from '../domain/errors.ts';
import { writeAtomic } from './atomic-file.ts';
import { parseUntil } from './parse-until.ts';
import { readInput } from './read-input.ts';

interface AcceptedDocument {
  readonly document: Document;
  readonly entries: readonly AcceptedFinding[];
}

/**
 * The committed exceptions (`.godrift/accepted.yaml`, absolute path), `until` as RFC 3339; none without a file.
 * Throws InputError with every problem by line.
 */
export async function readAccepted(file: string): Promise<readonly AcceptedFinding[]> {
  const bytes = await readInput(file);
  return bytes === null ? [] : (await parseAccepted(bytes.toString('utf8'), file)).entries;
}

/**
 * Adds an exception, or replaces that of the same finding; comments and the other entries stay as they are. `until` is
 * a date or an RFC 3339 date-time, written as given. Throws InputError (also where the file is not valid), StoreError.
 */
export async function addAccepted(file: string, entry: AcceptedFinding): Promise<void> {
  if (parseUntil(entry.until) === null) {
    throw inputError(
      `invalid until ${JSON.stringify(entry.until)}: write a date (2026-12-31) or an RFC 3339 date-time`,
    );
  }
  const { finding, owner, reason, until } = entry;
  const text = (await readInput(file))?.toString('utf8') ?? '';
  const { document, entries } = await parseAccepted(text, file);
  const at = entries.findIndex((other) => other.finding === finding);
  if (at >= 0) {
    for (const [key, value] of Object.entries({ owner, reason, until })) document.setIn([at, key], value);
  } else if (entries.length > 0) {
    document.add(document.createNode({ finding, owner, reason, until }));
  } else {
    document.contents = document.createNode([{ finding, owner, reason, until }]);
  }
  const changed = document.toString({ lineWidth: 0 });
  await parseAccepted(changed, file);
  await writeAtomic(file, changed);
}

// yaml and zod take some 150 ms to load: only a project that accepts findings pays for them.
async function parseAccepted(text: string, file: string): Promise<AcceptedDocument> {
  const [{ LineCounter, parseDocument }, { acceptedSchema }] = await Promise.all([
    import('yaml'),
    import('./accepted-schema.ts'),
  ]);
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = (message: string, line: number): InputProblem => ({ message, location: { file, line } });
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map(({ message, pos }) => problem(message, lines.linePos(pos[0]).line)),
    );
  }
  const result = acceptedSchema.safeParse(toPlain(document, file) ?? []);
  if (result.success) return { document, entries: result.data };
  throw new InputError(
    result.error.issues.map(({ path, message }) =>
      problem(describePath(path) + message, lineOf(document, lines, path)),
    ),
  );
}

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that lead nowhere or multiply without end.
    throw inputError(error instanceof Error ? error.message : String(error), file);
  }
}

/** `entry 2, until: ` */
function describePath(path: readonly PropertyKey[]): string {
  const [index, ...rest] = path;
  if (typeof index !== 'number') return '';
  return `${[`entry ${index + 1}`, ...rest.map(String)].join(', ')}: `;
}

/** The line of what the path leads to, or of the nearest thing around it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (node instanceof Object && 'range' in node && Array.isArray(node.range))
      return lines.linePos(node.range[0]).line;
  }
  return 1;
}
