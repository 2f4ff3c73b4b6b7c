const TOKENS =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|`[^`]*(?:`|$)|(?<![\w$])(?:func|type|var|const)(?![\w$])/g;

/**
 * A Go file up to its first declaration: build constraints, `//go:debug` lines, the package clause, imports and the `#cgo` lines
 * before `import "C"`. What follows decides neither which packages a build loads nor with which settings.
 */
export function goSourceHeader(text: string): string {
  for (const { 0: token, index } of text.matchAll(TOKENS))
    if (/^\w/.test(token)) return text.slice(0, index).trimEnd();
  return text.trimEnd();
}

/** The `//go:debug` lines of a file, which count before its package clause only (go/build: readGoInfo). */
export function goDebugLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const header = goSourceHeader(text);
  const found: { text: string; line: number }[] = [];
  let comment = false;
  for (const [index, line] of header.split('\n').entries()) {
    if (!comment && /^\s*package\s/.test(line)) break;
    const directive = comment ? null : /^\uFEFF?[ \t]*\/\/go:debug(?:[ \t](.*))?$/.exec(line.trimEnd());
    if (directive !== null) found.push({ text: directive[1]?.trim() ?? '', line: index + 1 });
    const opened = line.lastIndexOf('/*');
    const closed = line.lastIndexOf('*/');
    if (closed >= 0) comment = opened > closed + 1;
    else if (!comment && opened >= 0 && !/^\s*\/\//.test(line)) comment = true;
  }
  return found;
}
