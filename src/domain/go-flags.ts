/** The flags of a GOFLAGS value by name, without dashes; the last duplicate wins. Quotes as in cmd/internal/quoted. */
export function parseGoFlags(text: string): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (const [, single, double, plain] of text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(single ?? double ?? plain ?? '');
    if (match?.[1] !== undefined) flags.set(match[1], match[2] ?? 'true');
  }
  return flags;
}
