/** A value with which Go starts, for variables that keep it from starting at all: `go env -u` needs one. */
const VALID: Readonly<Record<string, string>> = { GOPATH: '/tmp', GOROOT: '/tmp', GOTOOLCHAIN: 'local' };
/** `go env -u` refuses these (cmd/go/internal/envcmd: checkEnvWrite). */
const UNWRITABLE = new Set(
  'GODEBUG GOENV GOEXE GOGCCFLAGS GOHOSTARCH GOHOSTOS GOMEMLIMIT GOMOD GOTELEMETRY GOTELEMETRYDIR GOTOOLDIR GOVERSION GOWORK'.split(
    ' ',
  ),
);

/**
 * How to take a setting back, by its origin (`environment`, `<file>:<line>`, `$GOROOT/go.env`): one line, the shell's command
 * first; null for a default, which nothing set. Measured with Go 1.21, 1.23, 1.26 and 1.27: with a GOPATH, GOROOT or GOTOOLCHAIN
 * that Go refuses, `go env -u` refuses as well.
 */
export function unsetSetting(name: string, origin: string | null | undefined): string | null {
  if (origin === 'default' || origin === null || origin === undefined) return null;
  if (origin === 'environment') return `unset ${name}`;
  if (origin.startsWith('$GOROOT')) return `remove ${name} from ${origin}`;
  if (!/:\d+$/.test(origin)) return `${origin} sets ${name}: change what it runs`;
  if (UNWRITABLE.has(name)) return `remove ${origin}`;
  const before = VALID[name] === undefined ? '' : `${name}=${VALID[name]} `;
  return `${before}go env -u ${name}  # ${origin}`;
}

/** Whether `go env -w` and `go env -u` change it. */
export function isWritableSetting(name: string): boolean {
  return !UNWRITABLE.has(name);
}

/** As `unsetSetting`, where the shell hides a line of the env file that would count next. */
export function unsetEverywhere(
  name: string,
  origin: string | null | undefined,
  hidden: string | null | undefined,
): string | null {
  const fix = unsetSetting(name, origin);
  const next = origin === 'environment' ? unsetSetting(name, hidden) : null;
  return next === null ? fix : `${fix}; ${next}`;
}
