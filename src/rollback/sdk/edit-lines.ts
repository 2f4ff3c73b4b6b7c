/** Replaces line `line` (from 1) without its end; every other byte stays. */
function replaceLine(text: string, line: number, edit: (old: string) => string): string {
  const lines = text.split('\n');
  const old = lines[line - 1] ?? '';
  const end = old.endsWith('\r') ? '\r' : '';
  lines[line - 1] = edit(end === '' ? old : old.slice(0, -1)) + end;
  return lines.join('\n');
}

/** Where the lines of a go.mod or go.work are, from 1; null where there is none. */
export interface VersionLines {
  readonly go: number | null;
  readonly toolchain: number | null;
}

/**
 * A go.mod or go.work with this toolchain line; null where it has no line to put it on or after. As `go mod edit
 * -toolchain`, but every other byte stays.
 */
export function withToolchainLine(text: string, lines: VersionLines, toolchain: string): string | null {
  if (lines.toolchain !== null)
    return replaceLine(text, lines.toolchain, (old) => old.replace(/(toolchain\s+)\S+/, `$1${toolchain}`));
  if (lines.go === null) return null;
  const end = text.split('\n')[lines.go - 1]?.endsWith('\r') === true ? '\r' : '';
  return replaceLine(text, lines.go, (old) => `${old}${end}\n${end}\ntoolchain ${toolchain}`);
}
