import type { RunResult } from './host.ts';

/** A setting's effective value and where it came from. */
export interface GoSetting {
  readonly value: string;
  /** `environment`, `<GOENV file>:<line>`, `$GOROOT/go.env`, `default`. Home is written `~`. */
  readonly origin: string;
}

/** A version as `go version` prints it, e.g. `go1.26.8`, `go1.26.8-X:nodwarf5`. */
export interface GoIdentity {
  readonly version: string;
  readonly goos: string;
  readonly goarch: string;
}

/** The SDK in PATH. */
export interface LocalGo extends GoIdentity {
  /** The `go` found in PATH, absolute; and with links resolved. */
  readonly path: string;
  readonly realpath: string;
}

/** The toolchain that Go's own selection would use here. */
export interface RunningGo extends GoIdentity {
  /** `local`, or the selected toolchain's name (`go1.25.4`). */
  readonly toolchain: string;
  /** False: selected and known to the module proxy, but not on this machine (only ever with `online`). */
  readonly present: boolean;
  /** In the selection's own words, e.g. `toolchain line in go.mod`; null where nothing raised it. */
  readonly selectedBy: string | null;
  readonly goroot: string;
  /**
   * All of `go env -json` in the project's directory, of the running toolchain if it is present, else of the local one.
   * GOFLAGS, GOTOOLCHAIN and GOENV are the observed ones.
   */
  readonly env: Readonly<Record<string, string>>;
}

/** What Go's selection does here. */
export type GoSelection =
  | (GoIdentity & {
      readonly state: 'running';
      readonly toolchain: string;
      readonly present: boolean;
      readonly selectedBy: string | null;
    })
  /** Go refuses to run anything here; `message` is its own, one line. */
  | {
      readonly state: 'refused';
      readonly toolchain: string | null;
      readonly selectedBy: string | null;
      readonly message: string;
    };

export interface GoRunOptions {
  /** `running` (default): the selected toolchain where it is present; `local`: the one in PATH. */
  readonly toolchain?: 'running' | 'local';
  readonly cwd?: string;
  /** On top of the allow-listed environment (GOPROXY=off unless online, GOFLAGS=-mod=readonly). */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** As `RunOptions.sharedBy`; the SDK's and the settings' files are added. */
  readonly sharedBy?: readonly string[];
}

/** The `go` command for one project and one run; each question is asked once. */
export interface Go {
  readonly online: boolean;
  /** Throws CollectError `go_missing`, `timeout`, `invalid_output`, `go_failed`. */
  readonly local: () => Promise<LocalGo>;
  /** Throws as `local`, and `offline` where the selected toolchain is not on this machine. */
  readonly selection: () => Promise<GoSelection>;
  /** Throws as `selection`, and `go_failed` where Go refuses. */
  readonly running: () => Promise<RunningGo>;
  /** As `running().env`; where no selected toolchain can answer, the local SDK does. */
  readonly env: () => Promise<Readonly<Record<string, string>>>;
  /** Where a GOROOT is for the toolchain that answers `env()`, as built into it: not the GOROOT variable. */
  readonly setting: (key: string) => Promise<GoSetting>;
  /** What is configured before Go's own defaults; null where nothing is. Runs no command. */
  readonly configured: (key: string) => GoSetting | null;
  /** Variables with which `go` refuses to start at all, with its message; they are left out of every other run. */
  readonly refusedVariables: () => Promise<ReadonlyMap<string, string>>;
  /** Runs `go ARGS…` with an allow-listed environment; a non-zero exit is a result. */
  readonly run: (args: readonly string[], options?: GoRunOptions) => Promise<RunResult>;
}
