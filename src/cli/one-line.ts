/** A file's name may hold anything. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
  return text.replaceAll(/[\x00-\x1f\x7f]/g, (char) => JSON.stringify(char).slice(1, -1));
}
