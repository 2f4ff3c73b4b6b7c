export interface ConfigFile {
  /** As it is to be printed. */
  readonly path: string;
  readonly text: string;
}

/** What a tool calls the thing it does not like, where it gives no line. */
const NAMED = [
  /undefined \w+ "?([\w.-]+)/,
  /invalid keys: ([\w.-]+)/,
  /duration "([^"]+)"/,
  /(?:\w+\.)+(\w+) /,
  /"([\w./-]+)"/,
];

/**
 * A tool's complaint about a configuration file as `file:line: message`. Where it gives no line, that of the first mention
 * of what it names; line 1 where it names nothing that is there.
 */
export function located(output: string, file: ConfigFile): string {
  const lines = complaint(output);
  const message = lines.join(' ');
  const template = /template: ([\w-]+\.tmpl):(\d+):(?:\d+:)? *(.*)/.exec(message);
  if (template !== null)
    return `${file.path.replace(/[^/]*$/, 'templates/')}${template[1]}:${template[2]}: ${template[3]}`;
  // The last one: a parser says before where it began.
  const numbered = /.*\bline (\d+)(?:, column \d+)?: *(.*)/.exec(message);
  if (numbered !== null) return `${file.path}:${numbered[1]}: ${numbered[2]}`;
  return `${file.path}:${lineOfNamed(lines, file.text)}: ${message}`;
}

/** amtool lists what it has found around it; the collectors say it twice, once with the time. */
function complaint(output: string): readonly string[] {
  const [, failed] = output.split('FAILED: ');
  const lines = (failed?.split('\n\n')[0] ?? output)
    .split('\n')
    .map((line) => line.replace(/^(?:Error: |[\d/]{10} [\d:]{8} )/, '').trim());
  return [...new Set(lines)].filter((line) => line !== '' && !line.startsWith('application version'));
}

function lineOfNamed(message: readonly string[], text: string): number {
  const lines = text.split('\n');
  for (const pattern of NAMED) {
    for (const part of message) {
      const name = pattern.exec(part)?.[1];
      const index = name === undefined ? -1 : lines.findIndex((line) => mentions(line, name));
      if (index >= 0) return index + 1;
    }
  }
  return 1;
}

function mentions(line: string, name: string): boolean {
  return name.includes(' ') ? line.includes(name) : new Set<string>(line.match(/[\w./-]+/g)).has(name);
}
