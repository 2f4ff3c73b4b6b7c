import { defineConfig } from 'vitest/config';

// Real servers; the first run builds them from the Go module proxy, which takes minutes.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 2_400_000,
    maxWorkers: 1,
    reporters: ['default', './test/support/count-reporter.ts'],
  },
});
