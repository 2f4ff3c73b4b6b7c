/** Shell text as it stands, but for parameter expansions, which are written `\${…}`. */
export function shellCode(text: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw(text, ...values).replaceAll('\\${', '${');
}
