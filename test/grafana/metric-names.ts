const KEYWORDS = new Set(
  'and or unless bool by without on ignoring group_left group_right offset'.split(' '),
);

/** The names of all metrics in a PromQL expression: identifiers that are no function, keyword, label or string. */
export function metricNames(expr: string): readonly string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '""')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/[A-Za-z_:][\w:]*(?![\w:]|\s*\()/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !KEYWORDS.has(name)))];
}
