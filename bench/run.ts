// Measures what docs/performance.md claims, as medians and ratios of one run: `npm run bench [-- NAME [ARGUMENT...]]`. Without a
// name, all but those that take long or need more than this repository. The bundle must be built.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ALL = [
  'check',
  'diff',
  'metrics',
  'http',
  'collector',
  'collector-cycles',
  'integrity',
  'integrity-build',
];

const [name, ...args] = process.argv.slice(2);
if (name !== undefined && !existsSync(fileOf(name))) {
  process.stderr.write(`there is no bench ${name}\n`);
  process.exit(2);
}
for (const bench of name === undefined ? ALL : [name]) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', fileOf(bench), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

function fileOf(bench: string): string {
  return join(import.meta.dirname, `${bench}.ts`);
}
