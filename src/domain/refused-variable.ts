import { isShellOnly } from './go-variables.ts';

/**
 * Variables that a message of Go may name without being about their value: which toolchain, proxy and checksum database are
 * used is Go's selection, not a refusal to start.
 */
const SELECTION = new Set(['GOTOOLCHAIN', 'GOPROXY', 'GOSUMDB']);
/** Before `go` itself has begun: its runtime refused a variable, which its words need not name (`cgocheck > 1 mode …`). */
const CRASH = /^(?:fatal error|panic): .*/m;
/** `go` itself panics where it cannot split one of these (`CC=' '`: index out of range). */
const SPLIT = /^(?:CC|CXX|FC|AR|PKG_CONFIG|CGO_\w*FLAGS)$/;

/**
 * The variables that made `go version` or `go env` refuse to start, the likeliest first: those that the message names, else
 * those whose value it quotes ("creating work dir: stat /nope: no such file or directory" is about GOTMPDIR). `configured` is
 * what the environment and the env file say; where Go crashed, those that its runtime reads and
 * those that it splits into words. Empty where the failure has another cause.
 */
export function refusedVariables(stderr: string, configured: ReadonlyMap<string, string>): readonly string[] {
  const crash = CRASH.exec(stderr)?.[0];
  const said = crash ?? stderr;
  const candidates = [...configured].filter(([name]) => !SELECTION.has(name));
  const named = candidates
    .filter(([name]) => new RegExp(`(?<![A-Z0-9_])${name}(?![A-Z0-9_])`).test(said))
    .map(([name]) => name)
    // "unsupported GOOS/GOARCH pair linux/x86_64": more people mistype the second.
    .sort();
  if (named.length > 0) return named;
  if (crash !== undefined)
    return candidates.map(([name]) => name).filter((name) => isShellOnly(name) || SPLIT.test(name));
  return candidates.filter(([, value]) => value.length > 1 && stderr.includes(value)).map(([name]) => name);
}
