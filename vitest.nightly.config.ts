import { defineConfig } from 'vitest/config';

// The property tests that need nothing but memory: parsers and codecs.
export default defineConfig({
  test: {
    include: [
      'test/**/*.property.test.ts',
      'test/domain/{diff,go-mod,go-work,module-version,redact,score,snapshot-text,version-difference,version-files}.test.ts',
      'test/rollback/cache/{go-env-file,history}.test.ts',
      'test/rollback/sdk/edit-lines.test.ts',
      'test/dimensions/tools/parse-build-info.test.ts',
    ],
    setupFiles: ['./test/support/property-runs.ts'],
    testTimeout: 4 * 3_600_000,
    maxWorkers: 2,
  },
});
