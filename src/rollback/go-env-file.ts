import { inputError } from '../domain/errors.ts';

/**
 * Go's env file with another value of one variable; null takes it out. Every other line stays byte for byte, so text and
 * value are latin1: one character a byte. As Go reads it (cmd/go/internal/cfg: readEnvFile): the last duplicate wins, and
 * quotes and `\r` belong to the value. Setting what was there before, or taking out what was not there, gives the old
 * text. Throws InputError for a value that no line can hold.
 */
export function rewriteGoEnv(text: string, key: string, value: string | null): string {
  if (value?.includes('\n') === true) throw inputError(`${key} in Go's env file cannot hold a line break`);
  const lines = text.split('\n');
  const assigns = (line: string): boolean => line.startsWith(`${key}=`);
  if (value === null) return lines.filter((line) => !assigns(line)).join('\n');
  const assignment = `${key}=${value}`;
  const last = lines.findLastIndex(assigns);
  if (last >= 0) return lines.with(last, assignment).join('\n');
  return text === '' || text.endsWith('\n') ? `${text}${assignment}\n` : `${text}\n${assignment}`;
}
