import { stackBinary } from '../../scripts/stack/build.ts';

/** The real promtool, absolute path. */
export function promtool(): string {
  return stackBinary('promtool');
}
