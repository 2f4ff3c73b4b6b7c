import type { RunResult } from './host.ts';

/** A setting's effective value and where it came from. */
export interface GoSetting {
  readonly value: string;
  /** `environment`, `<GOENV file>:<line>`, `$GOROOT/go.env`, `default`. Home is written `~`. */
  readonly origin: string;
}

/** A Go toolchain: what `go env -json` of it says, with the observed environment and its time-out. */
export interface GoToolchain {
  /** Runtime version as printed, e.g. `go1.26.8`, `go1.26.8-X:nodwarf5`. */
  readonly version: string;
  readonly goroot: string;
  /** All of `go env -json` in the project's directory. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LocalGo extends GoToolchain {
  /** The `go` found in PATH, absolute; and with links resolved. */
  readonly path: string;
  readonly realpath: string;
}

export interface RunningGo extends GoToolchain {
  /** `local`, or the toolchain selected from the cache or PATH (`go1.25.4`). */
  readonly toolchain: string;
  /** Why: the selection's own words, e.g. `required by toolchain line in go.mod`. */
  readonly selectedBy: string;
}

export interface GoRunOptions {
  /** `running` (default): the toolchain that Go's own selection would use here; `local`: the one in PATH. */
  readonly toolchain?: 'running' | 'local';
  readonly cwd?: string;
  /** On top of the allow-listed environment (GOPROXY=off unless online, GOFLAGS=-mod=readonly). */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** The `go` command for one project and one run; each question is asked once. */
export interface Go {
  readonly online: boolean;
  /** The SDK in PATH. Throws CollectError `go_missing`, `timeout`, `invalid_output`. */
  readonly local: () => Promise<LocalGo>;
  /** The toolchain that would run here. Throws CollectError also `offline`: selected, but not on this machine. */
  readonly running: () => Promise<RunningGo>;
  /** Effective value and origin of a setting as Go resolves it (GO-FACTS: environment > user file > GOROOT/go.env > default). */
  readonly setting: (key: string) => Promise<GoSetting>;
  /** Runs `go ARGS…` with an allow-listed environment; a non-zero exit is a result. */
  readonly run: (args: readonly string[], options?: GoRunOptions) => Promise<RunResult>;
}
