import fc from 'fast-check';

const { FAST_CHECK_RUNS, FAST_CHECK_SEED } = process.env;

/** How many cases a property is tried with: more in a nightly run. */
export function propertyRuns(usual: number): number {
  return FAST_CHECK_RUNS === undefined ? usual : Number(FAST_CHECK_RUNS);
}

fc.configureGlobal({
  numRuns: propertyRuns(100),
  // A failure tells its seed either way.
  ...(FAST_CHECK_SEED === undefined ? {} : { seed: Number(FAST_CHECK_SEED) }),
});
