// `npm run check`: everything that can be said about the repository without running its tests.
import { execa } from 'execa';

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['generated files', 'node', 'scripts/generate.ts', '--check'],
  ['types', 'tsc', '-p', '.'],
  ['format and lint', 'biome', 'ci', '--colors=off', '.'],
  ['layers', 'depcruise', 'src', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
  ['dead code', 'knip'],
  ['deploy files', 'node', 'scripts/deploy/check.ts'],
];

let failures = 0;
for (const [name, command, ...args] of STEPS) {
  const begin = Date.now();
  const { exitCode, all } = await execa(command, args, {
    all: true,
    reject: false,
    preferLocal: true,
    stdin: 'ignore',
  });
  const seconds = ((Date.now() - begin) / 1_000).toFixed(1);
  process.stdout.write(
    `${exitCode === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n${exitCode === 0 ? '' : `${all}\n`}`,
  );
  if (exitCode !== 0) failures += 1;
}
process.stdout.write(`${STEPS.length - failures} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
