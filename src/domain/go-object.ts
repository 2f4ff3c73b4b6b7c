/** What an archive or a program says of itself near its beginning. */
export interface GoObject {
  readonly kind: 'archive' | 'program';
  /** `go1.26.8`; null for a program, whose beginning does not say it. */
  readonly goVersion: string | null;
  /** `linux/amd64` */
  readonly platform: string | null;
  /** `action/content`, of a program `action/main's action/main's content/content`. */
  readonly buildId: string;
}

/** So much of a file's beginning holds what `parseGoObject` looks for. */
export const OBJECT_HEAD_BYTES = 4_096;

// cmd/internal/buildid: ReadFile. The package's own header is a file of the archive.
const ARCHIVE = /^!<arch>\n__\.PKGDEF[^\n]*\ngo object (\S+) (\S+) (\S+)[^\n]*\nbuild id "([^"\n]+)"/;
const PROGRAM = /^(?:\x7fELF|MZ|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf])/;
const PROGRAM_ID = /[\w-]{20}\/[\w-]{20}\/[\w-]{20}\/[\w-]{20}/;

/** Reads the beginning of an output (latin1); null for what is neither a Go archive nor a Go program. */
export function parseGoObject(head: string): GoObject | null {
  const [, os, arch, goVersion, buildId] = ARCHIVE.exec(head) ?? [];
  if (goVersion !== undefined && buildId !== undefined)
    return { kind: 'archive', goVersion, platform: `${os}/${arch}`, buildId };
  const programId = PROGRAM.test(head) ? PROGRAM_ID.exec(head)?.[0] : undefined;
  return programId === undefined
    ? null
    : { kind: 'program', goVersion: null, platform: null, buildId: programId };
}

const HASH_BYTES_IN_ID = 15;

/** The action's half of a build ID: the first 15 bytes of its hash (cmd/internal/buildid: HashToString). */
export function actionOfBuildId(buildId: string): Uint8Array {
  return Buffer.from(buildId.slice(0, buildId.indexOf('/')), 'base64url').subarray(0, HASH_BYTES_IN_ID);
}

// Neighbours in the string table of the object file, in this order (cmd/internal/obj: debugging information).
const PACKAGE = /go:cuinfo\.producer\.(.{1,500}?)go:cuinfo\.packagename\.\1/s;

/** The import path of the package that an archive (latin1) was compiled from; null where it does not say it. */
export function packageOfArchive(content: string): string | null {
  return PACKAGE.exec(content)?.[1] ?? null;
}
