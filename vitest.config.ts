import { defineConfig } from 'vitest/config';

// Real Go, real modules and real shells: minutes, not seconds, on a machine that has none of them in its caches.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    // Each case of a table starts commands of its own.
    maxConcurrency: 3,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
