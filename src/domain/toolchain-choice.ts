import { compareGoVersions, fromToolchain, isGoLang } from './go-version.ts';

/** What Go's selection goes by: versions are without `go` prefix, toolchains are names. */
export interface ChoiceInputs {
  readonly GOTOOLCHAIN: string;
  /** The SDK in PATH: `go1.26.8`. */
  readonly local: string;
  /** The `go` and `toolchain` lines of go.work where there is one, else of go.mod. */
  readonly go: string | null;
  readonly toolchain: string | null;
  /** `GO111MODULE=off`: neither file is read. */
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

/** Which toolchain a setting comes to, as Select in Go's cmd/go/internal/toolchain/select.go. */
export function chooseToolchain({
  GOTOOLCHAIN,
  local,
  go,
  toolchain,
  modulesOff = false,
}: ChoiceInputs): ToolchainChoice {
  const [minimum = '', mode = ''] = /^(?:auto|path)$/.test(GOTOOLCHAIN)
    ? ['local', GOTOOLCHAIN]
    : // An empty one is local: what ships with Go says auto.
      (GOTOOLCHAIN || 'local').split('+', 2);
  const start = minimum === 'local' ? local : minimum;
  const startVersion = fromToolchain(start) || (minimum === 'local' ? '0' : '');
  if (startVersion === '' || !['', 'auto', 'path'].includes(mode))
    return { toolchain: null, raisedBy: null, refuses: true, mayDownload: false };
  let chosen = start;
  let version = startVersion;
  let raisedBy: ToolchainChoice['raisedBy'] = null;
  if (mode !== '' && !modulesOff && toolchain !== 'default') {
    if (toolchain !== null && compareGoVersions(fromToolchain(toolchain), version) > 0)
      [chosen, version, raisedBy] = [toolchain, fromToolchain(toolchain), 'toolchain'];
    if (go !== null && compareGoVersions(go, version) > 0) {
      // Since 1.21 the first release of a language version ends in .0.
      const isLanguage = isGoLang(go) && compareGoVersions(go, '1.21') >= 0;
      [chosen, version, raisedBy] = [`go${go}${isLanguage ? '.0' : ''}`, go, 'go'];
    }
  }
  return {
    toolchain: chosen,
    raisedBy,
    refuses: !modulesOff && go !== null && compareGoVersions(version, go) < 0,
    mayDownload: mode !== 'path',
  };
}
