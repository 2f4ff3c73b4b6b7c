import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Garbage = { readonly type: 'minor' | 'major' };

/** Told how many bytes were allocated, collects garbage, the young by default, each time they come to `limitBytes`. */
export function collectAfter(limitBytes: number, type: Garbage['type'] = 'minor'): (bytes: number) => void {
  let gc: ((options: Garbage) => void) | null = null;
  let allocated = 0;
  return (bytes) => {
    allocated += bytes;
    if (allocated < limitBytes) return;
    allocated = 0;
    gc ??= exposedGc();
    gc({ type });
  };
}

function exposedGc(): (options: Garbage) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
