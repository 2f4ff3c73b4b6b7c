import { posixQuote } from '../../domain/posix-quote.ts';

export const SCRIPT = 'check-go-consistency.sh';

/** How a shell in the repository's root calls the script of the project in `dir` (relative, '' for the root itself). */
export function scriptPath(dir: string): string {
  const path = dir === '' ? `./${SCRIPT}` : `./${dir}/${SCRIPT}`;
  return /^[\w./-]+$/.test(path) ? path : posixQuote(path);
}

/** A name for things of this project beside another project's of the same repository. */
export function projectSlug(dir: string): string {
  return dir === '' ? 'godrift' : `godrift-${dir.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
}

/** Between these lines stands what init put into a file of the project. */
export function marked(dir: string, lines: string): string {
  const name = dir === '' ? 'godrift init' : `godrift init (${dir})`;
  return `# >>> ${name} >>>\n${lines}# <<< ${name} <<<\n`;
}
