/** The name of a package's executable, as `DefaultExecName` in Go's cmd/go/internal/load/pkg.go. */
export function toolName(packagePath: string): string {
  const elements = packagePath.split('/');
  const last = elements.at(-1) ?? '';
  // `/v2` and up is the module's major version, not a name.
  const isMajor = elements.length > 1 && /^v(?:[2-9]|[1-9]\d+)$/.test(last);
  return isMajor ? (elements.at(-2) ?? '') : last;
}
