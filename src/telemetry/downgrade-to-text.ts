/**
 * An OpenMetrics exposition as Prometheus text 0.0.4: families of counters get their `_total`, and what the older format
 * does not know goes (`# EOF`, `# UNIT`, exemplars). Samples are the same in both.
 */
export function downgradeToText(openMetrics: string): string {
  const lines = openMetrics.split('\n');
  const counters = new Set(lines.flatMap((line) => /^# TYPE (\S+) counter$/.exec(line)?.[1] ?? []));
  return lines
    .filter((line) => line !== '# EOF' && !line.startsWith('# UNIT '))
    .map((line) => (line.startsWith('#') ? totalName(line, counters) : withoutExemplar(line)))
    .join('\n');
}

function totalName(line: string, counters: ReadonlySet<string>): string {
  return line.replace(/^(# (?:HELP|TYPE) )(\S+)/, (all, start: string, name: string) =>
    counters.has(name) ? `${start}${name}_total` : all,
  );
}

/** Label values may hold ` # ` themselves: the exemplar is what follows the sample's value. */
function withoutExemplar(line: string): string {
  // Of a hundred thousand lines hardly one has it.
  if (!line.includes(' # ')) return line;
  return line.replace(/^([^\s{]+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? \S+) # .*$/, '$1');
}
