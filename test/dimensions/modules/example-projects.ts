import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { BBOLT, copyModule, fetchedModule, go, laboratory, UUID } from './real-modules.ts';

// The sums of github.com/stretchr/testify v1.10.0, and one of nothing.
export const TESTIFY = 'h1:Xv5erBjTwe/5IxqUQTdXv5kgmIvbHo3QQyRwhJsOfJA=';
export const TESTIFY_MOD = 'h1:r2ic/lqez/lEtzL7wO/rwa5dbSLXVDPFyf8C91i36aY=';
export const FORGED = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let fetched: string | null = null;
let copies = 0;

/** bbolt with all of its modules in the cache; left as it is. */
export function pristineBbolt(): string {
  if (fetched !== null) return fetched;
  fetched = fetchedModule(BBOLT, 'bbolt');
  go(fetched, ['mod', 'download']);
  return fetched;
}

/** Another bbolt, as fetched. */
export function freshBbolt(): string {
  const dir = join(laboratory, `bbolt-${++copies}`);
  cpSync(pristineBbolt(), dir, { recursive: true });
  return dir;
}

/** A workspace over bbolt and uuid. */
export function workspace(): { readonly dir: string; readonly work: string; readonly member: string } {
  const dir = join(laboratory, `workspace-${++copies}`);
  cpSync(pristineBbolt(), join(dir, 'bbolt'), { recursive: true });
  cpSync(copyModule(UUID, `uuid-${copies}`), join(dir, 'uuid'), { recursive: true });
  go(dir, ['work', 'init', './bbolt', './uuid']);
  return { dir, work: join(dir, 'go.work'), member: join(dir, 'bbolt') };
}

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (cause: unknown) => cause,
  );
}
