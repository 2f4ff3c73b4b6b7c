import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Told how many bytes were allocated, collects young garbage each time they come to `limitBytes`. */
export function collectAfter(limitBytes: number): (bytes: number) => void {
  let gc: ((options: { readonly type: 'minor' }) => void) | null = null;
  let allocated = 0;
  return (bytes) => {
    allocated += bytes;
    if (allocated < limitBytes) return;
    allocated = 0;
    gc ??= exposedGc();
    gc({ type: 'minor' });
  };
}

function exposedGc(): (options: { readonly type: 'minor' }) => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
