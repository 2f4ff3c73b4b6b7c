// `npm run release`: makes what a release consists of in release/, and refuses what is none: the tarball, its bill of
// materials and checksums. With --publish (in CI, which can prove where it was built) it is published from there.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const release = join(root, 'release');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const run = (command: string, ...args: readonly string[]) =>
  execa(command, args, { cwd: root, stdin: 'ignore' });

const problems = [
  ...((await run('git', 'status', '--porcelain')).stdout === '' ? [] : ['the working tree has changes']),
  ...((await run('git', 'tag', '--points-at', 'HEAD')).stdout.split('\n').includes(`v${version}`)
    ? []
    : [`HEAD has no tag v${version}`]),
  ...(readFileSync(join(root, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}]`)
    ? []
    : [`CHANGELOG.md has no section [${version}]`]),
];
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(2);
}

rmSync(release, { recursive: true, force: true });
mkdirSync(release);
const tarball = (await run('npm', 'run', '--silent', 'package', '--', release)).stdout.trim();
const materials = await run('npm', 'sbom', '--omit=dev', '--sbom-format=cyclonedx', '--package-lock-only');
writeFileSync(join(release, `godrift-${version}.cdx.json`), `${materials.stdout}\n`);
const sums = readdirSync(release)
  .toSorted()
  .map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(release, file)))
        .digest('hex')}  ${file}\n`,
  );
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));
if (process.argv.includes('--publish'))
  await execa('npm', ['publish', tarball, '--provenance', '--access', 'public'], {
    cwd: root,
    stdio: 'inherit',
  });
