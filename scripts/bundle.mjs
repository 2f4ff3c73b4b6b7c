// Bundles the command line. Plain JavaScript, as build.mjs is, which runs on any Node.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { workerCode } from './worker-code.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function revision() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}

/** Commander loads `node:child_process` for subcommands in files of their own, which godrift has none of: 5 ms at every start. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('commander') ? '\0lazy-child-process' : null,
  load: (id) =>
    id === '\0lazy-child-process'
      ? "export default { spawn: (...args) => process.getBuiltinModule('node:child_process').spawn(...args) };"
      : null,
};

/** Writes `main.cjs` into a directory, and what it loads later into `chunks/`; with `codeSplitting: false` it is one file. */
export async function bundle({ dir, input = join(root, 'src/main.ts'), codeSplitting = true }) {
  const bundled = await rolldown({
    plugins: [lazyChildProcess, workerCode],
    input: { main: input },
    platform: 'node',
    treeshake: true,
    logLevel: 'warn',
    transform: {
      target: 'node22.15',
      define: {
        __GODRIFT_VERSION__: JSON.stringify(version),
        __GODRIFT_REVISION__: JSON.stringify(revision()),
      },
    },
  });
  await bundled.write({
    dir,
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    ...(codeSplitting ? { chunkFileNames: 'chunks/[name]-[hash].cjs' } : { codeSplitting: false }),
  });
  await bundled.close();
}
