import { CollectError } from '../domain/errors.ts';
import type { Host } from './host.ts';

/** Throws CollectError `unsupported` where Go builds without modules, and as `Go.local` where there is no Go. */
export async function requireModules(host: Pick<Host, 'go'>): Promise<void> {
  if (host.go.configured('GO111MODULE')?.value !== 'off') return;
  await host.go.local();
  throw new CollectError('unsupported', 'GO111MODULE=off: Go builds here without modules', {
    fix: 'go env -u GO111MODULE; unset GO111MODULE',
  });
}
