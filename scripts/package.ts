// `npm run package [-- DIR]`: packs what users install, into DIR (default: here). As `npm pack` does, but with a manifest
// without dependencies: everything is in the bundle, and would be fetched twice.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';

const root = join(import.meta.dirname, '..');
const target = resolve(process.argv[2] ?? '.');
const staging = mkdtempSync(join(tmpdir(), 'godrift-package-'));
try {
  const listed = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
  for (const file of filesOf(listed.stdout).filter((path) => !path.startsWith('dist/'))) {
    mkdirSync(dirname(join(staging, file)), { recursive: true });
    cpSync(join(root, file), join(staging, file));
  }
  await execa('node', ['scripts/build.mjs', join(staging, 'dist')], { cwd: root, preferLocal: true });
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  const packed = await execa('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target], {
    cwd: staging,
  });
  process.stdout.write(`${join(target, packed.stdout.trim())}\n`);
} finally {
  rmSync(staging, { recursive: true });
}

/** npm 11 prints an array, npm 12 an object by name. */
function filesOf(json: string): readonly string[] {
  const [listed] = Object.values(JSON.parse(json)) as readonly {
    readonly files: readonly { path: string }[];
  }[];
  return listed?.files.map(({ path }) => path) ?? [];
}

/** The repository is what provenance is compared with: CI knows it. */
function manifest(): object {
  const { name, version, description, license, type, bin, files, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  const url = server === undefined || repository === undefined ? null : `git+${server}/${repository}.git`;
  return {
    ...{ name, version, description, license, type, bin, files, engines },
    ...(url === null ? {} : { repository: { type: 'git', url } }),
  };
}
