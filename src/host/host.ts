import type { Go } from './go.ts';
import type { PackageEntry } from './inputs.ts';
import type { Volume } from './volume.ts';

export interface FileStat {
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly mode: number;
  readonly kind: 'file' | 'directory' | 'other';
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** This command's own limit; the run's deadline holds anyway. */
  readonly timeoutMs?: number;
  /** The output depends on nothing but the executable (`--version`): it may come from an earlier run of the same file. */
  readonly reusable?: boolean;
  /**
   * The output depends on nothing but environment, arguments, executable and these files, in whichever directory it runs: looks
   * at other projects in the same moment may take it over.
   */
  readonly sharedBy?: readonly string[];
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The only door to the machine, for one project and one run. Every path read or looked for is recorded as an input
 * (absent ones too): facts stay valid as long as all inputs have the same stat data.
 */
export interface Host {
  /** The environment that is observed (not always the process's own). */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly home: string;
  readonly go: Go;
  readonly now: () => Date;
  /** Of godrift's own records, as what a verification found; null where none are kept. */
  readonly stateDir: string | null;
  /** The text of a file; null if there is none. Throws CollectError `permission` if it cannot be read. */
  readonly readText: (path: string) => string | null;
  /** At most so many bytes from the start of a file; null if there is none. Throws as `readText`. */
  readonly firstBytes: (path: string, count: number) => Uint8Array | null;
  /** Follows links; null if there is nothing. */
  readonly stat: (path: string) => FileStat | null;
  /** Resolves links; null if there is nothing. */
  readonly realpath: (path: string) => string | null;
  /** Whether files can be made in a directory. */
  readonly canWrite: (dir: string) => boolean;
  /** What decides, beside its mode, whether this user can write in a directory. */
  readonly volume: (dir: string) => Volume;
  /** Names in a directory, sorted; null if there is none. */
  readonly list: (dir: string) => readonly string[] | null;
  /** What `go list` sees of a directory; other changes in it leave the facts fresh. null if there is none. */
  readonly packageEntries: (dir: string) => readonly PackageEntry[] | null;
  /**
   * What stands in a Go file before its first declaration, and its `//go:embed` lines: other edits leave the facts fresh. null where
   * there is no such file or it cannot be read.
   */
  readonly header: (path: string) => string | null;
  /** SHA-256 of a file's bytes, 64 hex digits; null if there is none. Throws as `readText`. */
  readonly sha256: (path: string) => string | null;
  /** Every executable of that name in PATH, in order, absolute. */
  readonly which: (name: string) => readonly string[];
  /**
   * Runs an executable without a shell, with bounded time and output. Throws CollectError `timeout` or, when it cannot be started, `permission`/`unsupported`.
   * A non-zero exit is a result, not an error.
   */
  readonly run: (file: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;
  /** Says that facts collected in this run must not be reused: they hang on something that stat data cannot show. */
  readonly volatile: (why: string) => void;
}
