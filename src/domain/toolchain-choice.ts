import { compareGoVersions, fromToolchain, isOnlyLanguage } from './go-version.ts';
import { runningVersion } from './go-version-output.ts';

/** What Go's selection depends on: versions are without `go` prefix, toolchains are names. */
export interface ChoiceInputs {
  readonly GOTOOLCHAIN: string;
  /** The SDK in PATH: `go1.26.8`. */
  readonly local: string;
  /** The `go` and `toolchain` lines of go.work where there is one, else of go.mod. */
  readonly go: string | null;
  readonly toolchain: string | null;
  /** `GO111MODULE=off`: Go never switches. */
  readonly modulesOff?: boolean;
}

export interface ToolchainChoice {
  /** `go1.26.8`; the SDK in PATH where it is `local`'s own name. Null where GOTOOLCHAIN is malformed. */
  readonly toolchain: string | null;
  readonly raisedBy: 'go' | 'toolchain' | null;
  /** The `go` line demands more than that: Go refuses to build. */
  readonly refuses: boolean;
  /** Whether a toolchain that is not on the machine may be downloaded. */
  readonly mayDownload: boolean;
}

/** Whether an SDK knows GOTOOLCHAIN and selects a toolchain: since Go 1.21. `local` is as `go version` says it. */
export function selectsToolchain(local: string): boolean {
  const version = runningVersion(local);
  return version === null || compareGoVersions(version, '1.21') >= 0;
}

/**
 * Whether Go can verify a toolchain, which it never runs unverified: by the checksum database, unless a single file:// proxy is
 * the only source (cmd/go/internal/modfetch: useSumDB).
 */
export function canVerifyToolchains(settings: {
  readonly GOSUMDB: string | undefined;
  readonly GOPROXY: string | undefined;
}): boolean {
  return settings.GOSUMDB !== 'off' || /^file:\/\/[^,|]*$/.test(settings.GOPROXY ?? '');
}

/** Which toolchain a setting resolves to, as Select in Go's cmd/go/internal/toolchain/select.go. */
export function chooseToolchain(inputs: ChoiceInputs): ToolchainChoice {
  const { GOTOOLCHAIN, local, go, toolchain, modulesOff = false } = inputs;
  const localVersion = runningVersion(local) ?? '0';
  const stays = modulesOff || !selectsToolchain(local);
  const [minimum = '', mode = ''] = /^(?:auto|path)$/.test(GOTOOLCHAIN)
    ? ['local', GOTOOLCHAIN]
    : // An empty one is local: what ships with Go says auto.
      (stays ? 'local' : GOTOOLCHAIN || 'local').split('+', 2);
  const start = minimum === 'local' ? local : minimum;
  const startVersion = minimum === 'local' ? localVersion : fromToolchain(start);
  if (startVersion === '' || !['', 'auto', 'path'].includes(mode))
    return { toolchain: null, raisedBy: null, refuses: true, mayDownload: false };
  let chosen = start;
  let version = startVersion;
  let raisedBy: ToolchainChoice['raisedBy'] = null;
  if (mode !== '' && !stays && toolchain !== 'default') {
    if (toolchain !== null && compareGoVersions(fromToolchain(toolchain), version) > 0)
      [chosen, version, raisedBy] = [toolchain, fromToolchain(toolchain), 'toolchain'];
    if (go !== null && compareGoVersions(go, version) > 0)
      [chosen, version, raisedBy] = [firstRelease(go, localVersion), go, 'go'];
  }
  return {
    toolchain: chosen,
    raisedBy,
    refuses: !modulesOff && go !== null && compareGoVersions(version, go) < 0,
    mayDownload: !stays && mode !== 'path',
  };
}

/**
 * The toolchain that a `go` line asks for. Since 1.21 a language version is not a toolchain's name: its first release ends
 * in .0. Go 1.21.0 to 1.21.10 ask for `go1.22` all the same, which does not exist (golang.org/issue/62278).
 */
function firstRelease(go: string, local: string): string {
  return `go${go}${isOnlyLanguage(go) && compareGoVersions(local, '1.21.11') >= 0 ? '.0' : ''}`;
}
