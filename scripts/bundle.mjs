// Bundles the command line. Plain JavaScript, as build.mjs is, which runs on any Node.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

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

const options = {
  plugins: [lazyChildProcess],
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
};
const output = { format: 'cjs', minify: true };

/**
 * Writes `main.cjs`, what it loads later in `chunks/`, and the code of its threads; with `oneFile`, `main.cjs` is all but that
 * code. Returns the ids of the modules that are in it, and the threads' file.
 */
export async function bundle({ dir, oneFile = false }) {
  const main = await rolldown({ ...options, input: { main: join(root, 'src/main.ts') } });
  const written = await main.write({
    ...output,
    dir,
    entryFileNames: '[name].cjs',
    ...(oneFile ? { codeSplitting: false } : { chunkFileNames: 'chunks/[name]-[hash].cjs' }),
  });
  await main.close();
  // Beside the chunk that starts it.
  const workerFile = join(dir, 'chunks/integrity-worker.cjs');
  const worker = await rolldown({ ...options, input: join(root, 'src/integrity/integrity-worker.ts') });
  await worker.write({ ...output, file: workerFile, codeSplitting: false });
  await worker.close();
  const moduleIds = written.output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  return { moduleIds, workerFile };
}
