import { redactText } from '../domain/redact.ts';

/** What `GODEBUG=toolchaintrace=1 go version` says on stderr (cmd/go/internal/toolchain: select.go, exec.go). */
export interface ToolchainTrace {
  /** The toolchain switched to; null where the local one runs. */
  readonly using: string | null;
  /** What the selection came to, downloaded or not; null where the local one is selected. */
  readonly selected: string | null;
  /** `toolchain line in go.mod`, `go line in go.work`, `GOTOOLCHAIN=go1.25.4`; null where nothing asks for it. */
  readonly requiredBy: string | null;
  /** The selected toolchain exists perhaps, but was not to be had without the network. */
  readonly notDownloaded: boolean;
  /** Go's error, one line; null where there is none. */
  readonly error: string | null;
}

export function parseToolchainTrace(stderr: string): ToolchainTrace {
  const lines = stderr.split('\n').map((line) => line.replace(/^go: /, ''));
  const matches = (pattern: RegExp) =>
    lines.map((line) => pattern.exec(line)).filter((match) => match !== null);
  const upgrade = matches(/^upgrading toolchain to (\S+) \(required by (.+?); upgrade allowed/).at(-1);
  const preset = matches(/^default toolchain set to (\S+) from (GOTOOLCHAIN=\S+)/).at(-1);
  const local = matches(/^using local toolchain/).length > 0;
  const using = matches(/^using (\S+) toolchain (?:from cache|located in system PATH)/).at(-1)?.[1] ?? null;
  const error = lines.find((line) => line !== '' && !TRACE_LINE.test(line));
  const chosen = upgrade ?? (local ? undefined : preset);
  return {
    using,
    selected: chosen?.[1] ?? null,
    requiredBy: chosen?.[2] ?? null,
    notDownloaded: lines.some((line) => NOT_DOWNLOADED.test(line)),
    error: error === undefined ? null : redactText(error).slice(0, 300),
  };
}

const TRACE_LINE = /^(upgrading toolchain|default toolchain set|using |downloading |switching from )/;
const NOT_DOWNLOADED = /^download \S+ for \S+: toolchain not available|module lookup disabled by GOPROXY=off/;
