// Bundles the command line into dist/, or the directory that is given: `npm ci` runs it (`prepare`). Plain JavaScript, so that any Node can say what is wrong.
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, engines, root, version } from './bundle.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const dist = process.argv[2] ?? join(root, 'dist');
const least = engines.node.replace('>=', '');

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
const { moduleIds } = await bundle({ dir: dist });
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(moduleIds));
writeFileSync(join(dist, 'godrift.cjs'), shim);
chmodSync(join(dist, 'godrift.cjs'), 0o755);
