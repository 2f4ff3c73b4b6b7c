import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

// Node itself loads the sources, as in the command line's processes: V8 counts both in the same way.
export default mergeConfig(
  base,
  defineConfig({
    test: {
      experimental: { viteModuleRunner: false },
      // They compare whole environments: Node gives NODE_V8_COVERAGE to every process that is started.
      exclude: ['test/shell/{envsnap,hostile}.test.ts'],
      testTimeout: 600_000,
      setupFiles: ['./test/support/take-coverage.ts'],
    },
  }),
);
