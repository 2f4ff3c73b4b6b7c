// `npm run mutation [-- FOLDER…]`: changes each expression of src/domain and src/rollback, and sees whether a test notices.
// Results are kept in reports/mutation: what has not changed is not run again. Exits 1 below the least score.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const LEAST_PERCENT = 80;
const DETECTED = new Set(['Killed', 'Timeout']);
const UNDETECTED = new Set(['Survived', 'NoCoverage']);

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['domain', 'rollback'];
let isEnough = true;
for (const folder of folders) {
  const json = `reports/mutation/${folder}.json`;
  await execa(
    'stryker',
    [
      'run',
      '--mutate',
      `src/${folder}/**/*.ts`,
      '--incrementalFile',
      json,
      '--reporters',
      'clear-text,progress-append-only',
    ],
    { cwd: root, preferLocal: true, stdio: 'inherit', env: { MUTATED_FOLDER: folder } },
  );
  const { files } = JSON.parse(readFileSync(join(root, json), 'utf8')) as Report;
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const detected = statuses.filter((status) => DETECTED.has(status)).length;
  const all = detected + statuses.filter((status) => UNDETECTED.has(status)).length;
  const percent = (100 * detected) / all;
  isEnough &&= percent >= LEAST_PERCENT;
  process.stdout.write(`src/${folder}: ${detected} of ${all} mutants noticed, ${percent.toFixed(1)} %\n`);
}
process.exitCode = isEnough ? 0 : 1;
