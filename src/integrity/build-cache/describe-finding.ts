import { readdirSync, readFileSync, statSync } from 'node:fs';
import { parseBuildCacheEntry } from '../../domain/build-cache-entry.ts';
import { OBJECT_HEAD_BYTES, packageOfArchive, parseGoObject } from '../../domain/go-object.ts';
import type { CacheFinding, CacheFindingKind } from './build-cache-report.ts';
import { entryFile, outputFile } from './output-file.ts';

const HEAL = 'godrift rollback cache';
/** A larger archive is not searched for its package. */
const SEARCHED_BYTES = 256 << 20;
const NOTHING = { goVersion: null, platform: null, package: null, buildId: null };

const EFFECTS: Readonly<Record<CacheFindingKind, string>> = {
  content: 'go build links it as it is, or the linker fails',
  format: 'go build takes it for missing and builds again',
  size: 'go build takes it for missing and builds again',
  redirected: 'go build uses the output of another action',
  changed: 'go build uses the new output',
  executable: 'go run and go tool fail, or build again',
};

/** A finding about an entry, with what the entry names now. */
export function describeEntry(
  root: string,
  kind: CacheFindingKind,
  action: Uint8Array,
  trusted: Uint8Array | null,
): CacheFinding {
  const path = entryFile(root, action);
  const bytes = attempt(() => readFileSync(path));
  const entry = bytes === null ? null : parseBuildCacheEntry(bytes);
  const output = entry === null ? null : outputFile(root, entry.output);
  const size = output === null ? null : (attempt(() => statSync(output))?.size ?? null);
  const wanted = `an output of action ${hex(action).slice(0, 12)}…`;
  const shown = {
    format: ['an entry of 175 bytes for its own action', `${bytes?.length ?? 0} bytes`],
    size: [`${entry?.sizeBytes ?? '?'} bytes`, size === null ? null : `${size} bytes`],
    redirected: [trusted === null ? wanted : hex(trusted), entry === null ? null : hex(entry.output)],
    changed: [trusted === null ? wanted : hex(trusted), entry === null ? null : hex(entry.output)],
    content: [null, null],
    executable: [null, null],
  }[kind];
  return {
    ...{ kind, path, expected: shown[0] ?? null, actual: shown[1] ?? null, effect: EFFECTS[kind] },
    fix:
      kind === 'changed'
        ? `${HEAL}; or, where the change is right, godrift cache verify --build --trust`
        : HEAL,
    ...(output === null ? NOTHING : whatItIs(contentFile(output))),
  };
}

/** A finding about an output, of which an entry says that it has so many bytes; null where none names it. */
export function describeOutput(
  root: string,
  kind: 'content' | 'executable',
  output: Uint8Array,
  { actual, wantedBytes }: { readonly actual: string | null; readonly wantedBytes: bigint | null },
): CacheFinding {
  const path = outputFile(root, output);
  const file = contentFile(path);
  const bytes = attempt(() => statSync(file))?.size;
  // Go compares the size, and nothing more, of what it gives to the linker (cmd/go/internal/cache: GetFile).
  const rebuilt = wantedBytes !== null && bytes !== undefined && wantedBytes !== BigInt(bytes);
  return {
    ...{ kind, path, actual, effect: rebuilt ? EFFECTS.size : EFFECTS[kind], fix: HEAL },
    expected: kind === 'content' ? hex(output) : 'one file in it',
    ...whatItIs(file),
  };
}

function whatItIs(file: string): Pick<CacheFinding, 'goVersion' | 'platform' | 'package' | 'buildId'> {
  const small = (attempt(() => statSync(file))?.size ?? SEARCHED_BYTES) < SEARCHED_BYTES;
  const content = small ? attempt(() => readFileSync(file, 'latin1')) : null;
  const object = content === null ? null : parseGoObject(content.slice(0, OBJECT_HEAD_BYTES));
  if (content === null || object === null) return NOTHING;
  const { goVersion, platform, buildId } = object;
  // Import paths are UTF-8.
  const found = packageOfArchive(content);
  return {
    goVersion,
    platform,
    buildId,
    package: found === null ? null : Buffer.from(found, 'latin1').toString(),
  };
}

/** A program is kept in a directory. */
export function contentFile(path: string): string {
  const inner = attempt(() => readdirSync(path));
  return inner === null ? path : `${path}/${inner[0] ?? ''}`;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
