// `npm run nightly [-- TEST…]`: the property tests of parsers and codecs with a million cases each (FAST_CHECK_RUNS), from a seed
// that is told (FAST_CHECK_SEED): the same seed, the same cases. What is found goes into test/fixtures/corpus. Before them, unless
// tests are named, the whole matrix of SDKs against real Go: about 15 minutes.
import { execa } from 'execa';

const { FAST_CHECK_RUNS = '1000000', FAST_CHECK_SEED = String(Math.floor(Date.now() / 1_000)) } = process.env;
process.stdout.write(`FAST_CHECK_RUNS=${FAST_CHECK_RUNS} FAST_CHECK_SEED=${FAST_CHECK_SEED}\n`);
const named = process.argv.slice(2);
const options = { preferLocal: true, stdio: 'inherit', reject: false } as const;
const matrix =
  named.length > 0
    ? 0
    : ((
        await execa('vitest', ['run', 'test/cli/which-go.test.ts'], {
          ...options,
          env: { GODRIFT_SDKS: 'all' },
        })
      ).exitCode ?? 1);
const { exitCode } = await execa('vitest', ['run', '-c', 'vitest.nightly.config.ts', ...named], {
  ...options,
  env: { FAST_CHECK_RUNS, FAST_CHECK_SEED },
});
process.exitCode = matrix || (exitCode ?? 1);
