import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

/** What outlived young collections goes with each of so many. */
const MAJOR_EACH = 16;

/** Told how many bytes were allocated, collects garbage each time they come to `limitBytes`. */
export function collectAfter(limitBytes: number): (bytes: number) => void {
  let gc: Collect | null = null;
  let [allocated, times] = [0, 0];
  return (bytes) => {
    allocated += bytes;
    if (allocated < limitBytes) return;
    allocated = 0;
    times += 1;
    gc ??= exposedGc();
    gc({ type: times % MAJOR_EACH === 0 ? 'major' : 'minor' });
  };
}

function exposedGc(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
