// Bundles the command line into dist/, or the directory that is given: `npm ci` runs it (`prepare`). Plain JavaScript, so that any Node can say what is wrong.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = process.argv[2] ?? join(root, 'dist');
const { version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const least = engines.node.replace('>=', '');

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

/** Parses on any Node: ES5 only, the bundle is loaded after the check. */
const shim = `#!/usr/bin/env node
'use strict';
var least = ${JSON.stringify(least.split('.').map(Number))};
var own = process.versions.node.split('.').map(Number);
var older = own[0] - least[0] || own[1] - least[1] || own[2] - least[2];
if (older < 0) {
  process.stderr.write('godrift needs Node.js >= ${least}, this is ' + process.version + '\\n');
  process.exit(2);
}
try {
  // Compiled code is kept between runs, in a directory that nobody else can write to.
  var env = process.env;
  var caches = env.XDG_CACHE_HOME || (env.HOME && env.HOME + '/.cache');
  if (caches) require('node:module').enableCompileCache(caches + '/godrift/${version}');
} catch (e) {
  // Slower without it, nothing else.
}
require('./main.cjs');
`;

rmSync(dist, { recursive: true, force: true });
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
const bundle = await rolldown({ ...options, input: { main: join(root, 'src/main.ts') } });
const { output } = await bundle.write({
  dir: dist,
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
});
await bundle.close();
// Beside the chunk that starts it, and in one file: a single executable has nothing else to load it from.
const worker = await rolldown({ ...options, input: join(root, 'src/integrity/integrity-worker.ts') });
await worker.write({
  file: join(dist, 'chunks/integrity-worker.cjs'),
  format: 'cjs',
  minify: true,
  codeSplitting: false,
});
await worker.close();
const moduleIds = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(moduleIds));
writeFileSync(join(dist, 'godrift.cjs'), shim);
chmodSync(join(dist, 'godrift.cjs'), 0o755);
