import { InputError, type InputProblem } from '../domain/errors.ts';
import { readSnapshot } from '../domain/snapshot-text.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The variables of an environment file: an env snapshot (`#SNAPSHOT v1`), or `KEY=VALUE` lines as Docker's `--env-file` and
 * systemd have them: blank and `#` lines are skipped, `export ` is, one pair of quotes around a whole value is taken off, nothing is
 * expanded. Throws InputError with every problem by line; no message holds a value.
 */
export function parseHostEnvFile(text: string, file: string): Readonly<Record<string, string>> {
  if (text.startsWith('#SNAPSHOT ')) return readSnapshot(text, file, { emptyValues: 'allow' }).facts;
  const variables: Record<string, string> = Object.create(null);
  const problems: InputProblem[] = [];
  text.split(/\r?\n/).forEach((written, at) => {
    const line = written.trim().replace(/^export\s+/, '');
    if (line === '' || line.startsWith('#')) return;
    const equals = line.indexOf('=');
    const name = equals < 0 ? '' : line.slice(0, equals);
    const value = unquoted(line.slice(equals + 1));
    const message = NAME.test(name)
      ? value.includes('\0')
        ? `the value of ${name} holds a NUL character`
        : null
      : 'expected KEY=VALUE, with a KEY of letters, digits and _';
    if (message === null) variables[name] = value;
    else problems.push({ message, location: { file, line: at + 1 } });
  });
  if (problems.length > 0) throw new InputError(problems.slice(0, 20));
  return variables;
}

function unquoted(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}
