// One executable with Node inside, for hosts without Node: `npm run build:sea [-- FILE]`, by default sea/godrift. It is for the
// system and the processor that it is built on, and holds the Node that runs this script.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { inject } from 'postject';
import { bundle, root } from './bundle.mjs';

/** Node looks for a blob of this name behind this mark (nodejs.org/api/single-executable-applications.html). */
const [BLOB, FUSE] = ['NODE_SEA_BLOB', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'];

const file = resolve(process.argv[2] ?? join(root, 'sea/godrift'));
const dir = mkdtempSync(join(tmpdir(), 'godrift-sea-'));
try {
  const { workerFile } = await bundle({ dir, oneFile: true });
  const [config, blob] = [join(dir, 'sea.json'), join(dir, 'sea.blob')];
  writeFileSync(
    config,
    JSON.stringify({
      main: join(dir, 'main.cjs'),
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets: { [basename(workerFile)]: workerFile },
    }),
  );
  execFileSync(process.execPath, ['--experimental-sea-config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  mkdirSync(dirname(file), { recursive: true });
  // One that runs is not written to.
  const unfinished = `${file}.${process.pid}`;
  copyFileSync(process.execPath, unfinished);
  await inject(unfinished, BLOB, readFileSync(blob), { sentinelFuse: FUSE });
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, file);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.stdout.write(`${file}\n`);
