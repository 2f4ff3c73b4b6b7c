/**
 * The major version that a module path demands, as `SplitPathVersion` in golang.org/x/mod/module/module.go: `/v2`,
 * `.v3` (gopkg.in), or `''` for v0 and v1; null if the path ends as none may (`/v1`, `/v1.2`, `/v02`).
 */
export function modulePathMajor(path: string): string | null {
  if (path.startsWith('gopkg.in/')) return /\.v(?:0|[1-9]\d*(?:-unstable)?)$/.exec(path)?.[0] ?? null;
  const digits = /\/v([\d.]+)$/.exec(path)?.[1];
  if (digits === undefined) return '';
  return digits !== '1' && /^[1-9]\d*$/.test(digits) ? `/v${digits}` : null;
}
