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
const materials = await run('npm', 'sbom', '--sbom-format=cyclonedx', '--package-lock-only');
writeFileSync(join(release, `godrift-${version}.cdx.json`), withoutDevelopment(materials.stdout));
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

interface Component {
  readonly 'bom-ref': string;
  readonly properties?: readonly { readonly name: string }[];
}

/** npm 11's own --omit=dev leaves out what a package for development asks for as well (yaml, zod). */
function withoutDevelopment(json: string): string {
  const bom = JSON.parse(json) as {
    readonly components: readonly Component[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  };
  const isDevelopment = ({ properties = [] }: Component) =>
    properties.some(({ name }) => name === 'cdx:npm:package:development');
  const dropped = new Set(bom.components.filter(isDevelopment).map((component) => component['bom-ref']));
  const isKept = (ref: string) => !dropped.has(ref);
  const kept = {
    ...bom,
    components: bom.components.filter((component) => isKept(component['bom-ref'])),
    dependencies: bom.dependencies
      .filter(({ ref }) => isKept(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isKept) })),
  };
  return `${JSON.stringify(kept, null, 2)}\n`;
}
