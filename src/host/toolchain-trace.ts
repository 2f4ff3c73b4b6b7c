import { goMessage } from '../domain/go-message.ts';

/** What `go version` says of its selection on stderr (cmd/go/internal/toolchain: select.go, exec.go). */
export interface ToolchainTrace {
  /** The toolchain switched to; null where the local one runs, and before Go 1.24, which has no trace. */
  readonly using: string | null;
  /** What the selection came to, downloaded or not; null where nothing says so. */
  readonly selected: string | null;
  /** `toolchain line in go.mod`, `go line in go.work`, `GOTOOLCHAIN=go1.25.4`; null where nothing says so. */
  readonly requiredBy: string | null;
  /** Why the selected toolchain cannot run without the network: it is not here, or its checksum cannot be verified. */
  readonly missing: 'absent' | 'unverified' | null;
  /** Go's error, one line; '' where there is none. */
  readonly error: string;
}

/** The errors name the toolchain in every Go since 1.21; the trace, GODEBUG=toolchaintrace=1, came with 1.24. */
export function parseToolchainTrace(stderr: string): ToolchainTrace {
  const lines = stderr.split('\n').map((line) => line.replace(/^go: /, ''));
  const matches = (pattern: RegExp) =>
    lines.map((line) => pattern.exec(line)).filter((match) => match !== null);
  const upgrade = matches(/^upgrading toolchain to (\S+) \(required by (.+?); upgrade allowed/).at(-1);
  const preset = matches(/^default toolchain set to (\S+) from (GOTOOLCHAIN=\S+)/).at(-1);
  const local = matches(/^using local toolchain/).length > 0;
  const using = matches(/^using (\S+) toolchain (?:from cache|located in system PATH)/).at(-1)?.[1] ?? null;
  const chosen = upgrade ?? (local ? undefined : preset);
  const named = matches(NAMED).at(-1);
  const unverified = lines.some((line) => UNVERIFIED.test(line));
  const absent = lines.some((line) => ABSENT.test(line));
  return {
    using,
    selected: chosen?.[1] ?? named?.[1] ?? named?.[2] ?? named?.[3] ?? null,
    requiredBy: chosen?.[2] ?? null,
    missing: unverified ? 'unverified' : absent ? 'absent' : null,
    error: goMessage(stderr.replace(/^go: using .*$/gm, '')),
  };
}

const NAMED =
  /^download (go[^\s:]+)(?: for \S+)?: |^cannot find "(go\S+)" in PATH|golang\.org\/toolchain@v0\.0\.1-(go\S+?)\.[a-z0-9]+-[a-z0-9]+: /;
const UNVERIFIED = /verifying (?:module|go\.mod).*module lookup disabled by GOPROXY=off/;
const ABSENT = /^download \S+ for \S+: toolchain not available|module lookup disabled by GOPROXY=off/;
