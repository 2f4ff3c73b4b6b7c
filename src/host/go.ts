import type { RunResult } from './host.ts';
import type { PackageListing, PackageQuery } from './list-packages.ts';
import type { VersionLines } from './version-lines.ts';

/** A setting's effective value and where it came from. */
export interface GoSetting {
  readonly value: string;
  /**
   * `environment`, `<GOENV file>:<line>`, `$GOROOT/go.env`, `default`, or the path of the `go` in PATH where that is a
   * wrapper that sets it. Home is written `~`.
   */
  readonly origin: string;
}

/** A setting as Go uses it. */
export interface EffectiveSetting extends GoSetting {
  /** What is set and counts for nothing, e.g. `CGO_ENABLED=false`; null where what is set is used, or nothing is. */
  readonly unused: GoSetting | null;
}

/** A variable with which Go refuses to start. */
export interface Refusal {
  /** Go's own words, one line. */
  readonly message: string;
  /** Every `go` command fails, `go version` included; else those that build. */
  readonly everywhere: boolean;
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
  /** It is not the `bin/go` of an SDK but a script, a shim or a link to something else, which chooses the SDK. */
  readonly wrapper: boolean;
  /** `GOENV_VERSION from the environment` where a version manager's variable chose it; else null. */
  readonly chosenBy: string | null;
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
      /** What a person can do, one line. */
      readonly fix: string | null;
    };

/** What Go's selection depends on here. */
export interface SelectionInputs {
  readonly mode: GoSetting;
  readonly lines: VersionLines;
  readonly modulesOff: boolean;
}

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
  /** What Go uses, with its origin. Throws as `env`. */
  readonly setting: (key: string) => Promise<EffectiveSetting>;
  /**
   * What is configured before Go's own defaults, used or not; null where nothing is. Runs no command. Knows `$GOROOT/go.env` of
   * a wrapper's SDK only after `ready`.
   */
  readonly configured: (key: string) => GoSetting | null;
  /** The line of the env file that a variable of the shell hides; null where there is none. Runs no command. */
  readonly hidden: (key: string) => GoSetting | null;
  /** Asks a wrapper which SDK it runs; nothing else costs anything. Throws nothing. */
  readonly ready: () => Promise<void>;
  /** GOTOOLCHAIN, and what of the project Go's selection looks at. Throws as `local`. */
  readonly selectionInputs: () => Promise<SelectionInputs>;
  /** Variables with which `go` refuses to start; they are left out of every other run. Throws as `selection`. */
  readonly refusedVariables: () => Promise<ReadonlyMap<string, Refusal>>;
  /** What a build here would load. Throws as `selection`, and `go_failed` where Go refuses to run. */
  readonly packages: (query: PackageQuery) => Promise<PackageListing>;
  /** Runs `go ARGS…` with an allow-listed environment; a non-zero exit is a result. */
  readonly run: (args: readonly string[], options?: GoRunOptions) => Promise<RunResult>;
}
