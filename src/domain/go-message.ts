import { redactText } from './redact.ts';

const MAX_CHARACTERS = 300;
/** What Go says whether or not a command fails. */
const ASIDE =
  /^(?:go: (?:downloading|finding|upgrading toolchain|default toolchain set|using |switching from )|warning: |#)/;

/**
 * Go's own words on why a command failed, as one line of at most 300 characters without credentials; '' where it said
 * nothing. A line that ends in a colon announces the next one: "errors parsing go.mod:" alone says nothing.
 */
export function goMessage(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !ASIDE.test(line));
  // Go's runtime prints the value before it.
  const crash = lines.find((line) => line.startsWith('fatal error: '));
  const last = lines.findIndex((line) => !line.endsWith(':'));
  const said = crash ?? lines.slice(0, last < 0 ? lines.length : last + 1).join(' ');
  return redactText(said.replace(/^(?:go: )+/, '')).slice(0, MAX_CHARACTERS);
}

/** Whether Go says that it could not reach a proxy or a host. */
export function isUnreachable(text: string): boolean {
  return /dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|proxyconnect/.test(text);
}
