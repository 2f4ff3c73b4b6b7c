import { type BigIntStats, readdirSync, readFileSync, statSync } from 'node:fs';
import { goSourceHeader } from '../domain/go-source-header.ts';
import { sha256 } from '../domain/sha256.ts';
import { readVolume, type Volume } from './volume.ts';

/** Absolute path → stat signature (`absent` where there is nothing). Equal signatures: the file has not changed. */
export type InputSignatures = Readonly<Record<string, string>>;

/**
 * Identity and times in nanoseconds. The change time is part of it: tools that set the modification time back cannot
 * set that one.
 */
export function signatureOf(stat: BigIntStats | undefined): string {
  if (stat === undefined) return 'absent';
  return `${stat.mode}:${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

/** That a directory is there, the same, and as accessible; what is in it may change. */
export function presenceOf(stat: BigIntStats): string {
  return `${PRESENT}${stat.dev}:${stat.ino}:${stat.mode}:${stat.uid}:${stat.gid}`;
}

/** As `presenceOf`, and what its file system lets users do: no change of the directory shows that. */
export function presenceOn(stat: BigIntStats, { full, noexec, readOnly }: Volume): string {
  return `${presenceOf(stat)}${ON}${full}:${noexec}:${readOnly}`;
}

/** What counts of an input of which not everything does, as text. */
const DIGESTS = {
  /** Of a Go file what stands before its first declaration, and which files it embeds. */
  header: (path: string) => {
    const text = readFileSync(path, 'utf8');
    return [goSourceHeader(text), ...(text.match(/^\/\/go:embed[^\n]*/gm) ?? [])].join('\n');
  },
  /** Of a directory what `go list` sees. */
  package: (path: string, stat: BigIntStats) =>
    presenceOf(stat) +
    readPackageEntries(path)
      .map(({ name, kind }) => `\n${kind} ${name}`)
      .join(''),
};
export type DigestKind = keyof typeof DIGESTS;

/** What counts of an input, and the signature of it: whatever else changes, it is the same. Throws where it cannot be read. */
export function digestOf(
  kind: DigestKind,
  path: string,
  stat: BigIntStats,
): { readonly text: string; readonly signature: string } {
  const text = DIGESTS[kind](path, stat);
  return { text, signature: `${DIGEST}${kind}:${sha256(text)}:${signatureOf(stat)}` };
}

export interface PackageEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'other';
}

/** The Go files, profiles and go.mod of a directory, and the directories that `./...` looks into; sorted. Links are `other`. */
export function readPackageEntries(dir: string): readonly PackageEntry[] {
  return readdirSync(dir, { withFileTypes: true })
    .map(
      (entry) =>
        ({
          name: entry.name,
          kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other',
        }) as const,
    )
    .filter(({ name, kind }) =>
      kind === 'directory' ? !/^[._]|^testdata$/.test(name) : /\.go$|^default\.pgo$|^go\.mod$/.test(name),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const PRESENT = 'directory:';
const ON = ':volume:';
const DIGEST = 'digest:';

/** The stat of what a path leads to; undefined if there is nothing or it cannot be reached. */
export function statInput(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw cause;
  }
}

/** Whether an error means that nothing is there (also: a parent is a file, or a link leads nowhere). */
export function isAbsent(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG';
}

/** The newest modification or change time among signatures, in ns since the epoch; 0 where all are absent. */
export function newestChangeNs(inputs: InputSignatures): bigint {
  let newest = 0n;
  for (const signature of Object.values(inputs)) {
    if (signature === 'absent' || signature.startsWith(PRESENT)) continue;
    for (const part of signature.split(':').slice(signature.startsWith(DIGEST) ? 7 : 4)) {
      const ns = BigInt(part);
      if (ns > newest) newest = ns;
    }
  }
  return newest;
}

/** Whether a signature is of a directory whose entries were read: every change in it is one. */
export function isListing(signature: string): boolean {
  return (
    signature.startsWith(`${DIGEST}package:`) || (Number.parseInt(signature, 10) & 0o170000) === 0o040000
  );
}

/** The signature that a path has now, of the same sort as the one that was recorded; null where it cannot be told. */
function presentSignature(path: string, recorded: string): string | null {
  try {
    const stat = statInput(path);
    if (recorded.startsWith(DIGEST) && stat !== undefined) {
      if (recorded.endsWith(`:${signatureOf(stat)}`)) return recorded;
      const [, kind, hash] = recorded.split(':');
      const { signature } = digestOf(kind as DigestKind, path, stat);
      return signature.split(':')[2] === hash ? recorded : null;
    }
    const onlyPresence = recorded.startsWith(PRESENT) && stat?.isDirectory() === true;
    if (!onlyPresence) return signatureOf(stat);
    return recorded.includes(ON) ? presenceOn(stat, readVolume(path)) : presenceOf(stat);
  } catch {
    return null;
  }
}

/** The inputs that have another signature now. */
export function* changedInputs(inputs: InputSignatures): Generator<string, void> {
  for (const path in inputs) {
    const recorded = inputs[path];
    if (recorded !== undefined && presentSignature(path, recorded) !== recorded) yield path;
  }
}

/** How much of an input a signature holds: that it is there, what counts of it, or all. */
export function signatureRank(signature: string | undefined): number {
  if (signature === undefined) return -1;
  return signature.startsWith(PRESENT) ? 0 : signature.startsWith(DIGEST) ? 1 : 2;
}

/** The inputs of two looks; of what both saw, the signature that holds more, else the earlier one. */
export function mergeInputs(later: InputSignatures, earlier: InputSignatures): InputSignatures {
  const merged: Record<string, string> = { ...later };
  for (const path in earlier) {
    const signature = earlier[path] ?? '';
    if (signatureRank(signature) >= signatureRank(merged[path])) merged[path] = signature;
  }
  return merged;
}

/** Whether every input still has its signature. */
export function inputsUnchanged(inputs: InputSignatures): boolean {
  return changedInputs(inputs).next().done === true;
}
