import { posixQuote } from '../domain/posix-quote.ts';
import { fishQuote } from '../shell/fish-quote.ts';

/** Shell code that sets and exports a variable, or unsets it (null). */
export function shellAssignment(shell: string, name: string, value: string | null): string {
  if (shell === 'fish')
    return value === null ? `set -e ${name}` : `set -gx ${name} ${quoted(value, fishQuote)}`;
  return value === null ? `unset ${name}` : `export ${name}=${quoted(value, posixQuote)}`;
}

/** Plain words stay as people write them. */
function quoted(value: string, quote: (value: string) => string): string {
  return /^[\w./+@-]+$/.test(value) ? value : quote(value);
}
