import { basename, isAbsolute, join } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import type { BuildProblem } from './local-facts.ts';

const OWNER_READS = 0o400;

/** Adds the way out, and the place, of what Go says of a tree that it cannot read. */
export function withRemedy(
  host: Host,
  problem: BuildProblem,
  { project, flags }: { readonly project: Project; readonly flags: ReadonlyMap<string, string> },
): BuildProblem {
  if (problem.fix !== null) return problem;
  const { message } = problem;
  const closed = /\bopen (.+?): permission denied/.exec(message)?.[1];
  if (closed !== undefined) {
    const path = isAbsolute(closed) ? closed : join(project.dir, closed);
    return { ...problem, fix: openUp(host, path), location: problem.location ?? { file: path, line: 1 } };
  }
  if (/import lookup disabled by -mod=vendor|\bin vendor\b/.test(message) && flags.get('mod') === undefined)
    return { ...problem, fix: project.goWorkFile === null ? 'go mod vendor' : 'go work vendor' };
  const malformed = /malformed go\.sum: (\S+):(\d+): /.exec(message);
  if (malformed?.[1] !== undefined) {
    const location = { file: malformed[1], line: Number(malformed[2]) };
    return { ...problem, fix: mendSums(host, location), location };
  }
  return problem;
}

/**
 * Where its owner could read it, somebody else owns it. Go keeps in its module index that it could not be read, until the time of
 * the file is another one.
 */
function openUp(host: Host, path: string): string {
  const mode = modeOf(host, path);
  return mode === null || (mode & OWNER_READS) !== 0
    ? `sudo chown -R "$(id -un)" ${posixQuote(path)} && touch ${posixQuote(path)}`
    : `chmod -R u+rwX ${posixQuote(path)} && touch ${posixQuote(path)}`;
}

function modeOf(host: Host, path: string): number | null {
  try {
    return host.stat(path)?.mode ?? null;
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

/** `go mod tidy` keeps such lines. The sums of both sides of a merge conflict are right together. */
function mendSums(host: Host, { file, line }: { readonly file: string; readonly line: number }): string {
  const text = host.readText(file)?.split('\n')[line - 1] ?? '';
  return /^(?:<{7}|={7}|>{7}|\|{7})/.test(text)
    ? `sed -i -E '/^(<{7}|={7}|>{7}|[|]{7})/d' ${posixQuote(file)}`
    : `sed -i ${line}d ${posixQuote(file)}  # then, if ${basename(file)} lacks a sum: go mod tidy`;
}
