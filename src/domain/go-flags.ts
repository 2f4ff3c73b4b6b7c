/** The fields of a list as cmd/internal/quoted splits them: quotes count at the start of a field, and nothing is escaped. */
function quotedFields(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

/** The flags of a GOFLAGS value by name, without dashes; the last duplicate wins. */
export function parseGoFlags(text: string): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const field of quotedFields(text)) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(field);
    if (match?.[1] !== undefined) flags.set(match[1], match[2] ?? 'true');
  }
  return flags;
}
