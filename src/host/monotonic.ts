/** Milliseconds of a clock that never goes back. `performance.now` would load `node:perf_hooks`, 2 ms at every start. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
