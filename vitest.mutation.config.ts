import { defineConfig } from 'vitest/config';

const folder = process.env.MUTATED_FOLDER ?? '*';

// The tests that Stryker runs for every mutant of a folder: those that take milliseconds.
export default defineConfig({
  test: {
    include: [`test/${folder}/**/*.test.ts`],
    testTimeout: 60_000,
    exclude: ['test/domain/*-against-go.test.ts', 'test/rollback/cache/real-builds.test.ts'],
  },
});
