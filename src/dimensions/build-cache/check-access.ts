import type { Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import { posixQuote } from '../../domain/posix-quote.ts';

type Part = Pick<Finding, 'key' | 'severity' | 'weight' | 'expected' | 'actual' | 'fix'>;

/** What keeps Go from writing to a cache that it opens: another user's directories, a full disk. `elsewhere` moves the cache. */
export function checkAccess({ local }: Facts, elsewhere: string): readonly Part[] {
  const { path = '', closed, 'closed.refusal': refusal, 'closed.why': why, full } = local;
  const findings: Part[] = [];
  if (closed !== undefined)
    findings.push({
      key: 'access',
      severity: refusal === undefined ? 'warning' : 'error',
      weight: refusal === undefined ? 0.5 : 1,
      expected: 'a build cache that this user can write',
      actual: `${closed} is not writable: ${refusal ?? 'Go silently keeps nothing in it'}`,
      fix: accessFix(why, path, elsewhere),
    });
  if (full !== undefined)
    findings.push({
      key: 'space',
      severity: 'error',
      weight: 1,
      expected: 'free space',
      actual: `${path}: ${full}`,
      fix: elsewhere,
    });
  return findings;
}

/** How this user gets to write a directory, by why they cannot. */
export function accessFix(why: string | undefined, path: string, elsewhere: string): string {
  if (why === 'owner') return `sudo chown -R "$(id -u)" ${quoted(path)}  # or ${elsewhere}`;
  if (why === 'read-only' || why === 'above') return elsewhere;
  return `chmod u+rwx ${quoted(path)}  # or ${elsewhere}`;
}

/** As it stands where no shell would read it otherwise. */
export function quoted(path: string): string {
  return /^[\w./+@-]+$/.test(path) ? path : posixQuote(path);
}
