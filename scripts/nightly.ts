// `npm run nightly [-- TEST…]`: the property tests of parsers and codecs with a million cases each (FAST_CHECK_RUNS), from a seed
// that is told (FAST_CHECK_SEED): the same seed, the same cases. What is found goes into test/fixtures/corpus.
import { execa } from 'execa';

const { FAST_CHECK_RUNS = '1000000', FAST_CHECK_SEED = String(Math.floor(Date.now() / 1_000)) } = process.env;
process.stdout.write(`FAST_CHECK_RUNS=${FAST_CHECK_RUNS} FAST_CHECK_SEED=${FAST_CHECK_SEED}\n`);
const { exitCode } = await execa(
  'vitest',
  ['run', '-c', 'vitest.nightly.config.ts', ...process.argv.slice(2)],
  {
    env: { FAST_CHECK_RUNS, FAST_CHECK_SEED },
    preferLocal: true,
    stdio: 'inherit',
    reject: false,
  },
);
process.exitCode = exitCode ?? 1;
