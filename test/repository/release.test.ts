import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');

test('a release is a tagged commit with its section of the changelog, and nothing else', () => {
  const dir = join(tempProject(), 'clone');
  const run = (command: string, ...args: readonly string[]) =>
    spawnSync(command, args, {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, GITHUB_REPOSITORY: 'owner/godrift', GITHUB_SERVER_URL: 'https://github.com' },
    });
  spawnSync('git', ['clone', '--quiet', '--no-tags', root, dir]);
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  writeFileSync(join(dir, '.git/info/exclude'), 'node_modules\n');
  const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const changelog = readFileSync(join(dir, 'CHANGELOG.md'), 'utf8').replaceAll(
    `## [${version}]`,
    '## [other]',
  );
  writeFileSync(join(dir, 'CHANGELOG.md'), `${changelog}\n`);
  const release = () => run(process.execPath, 'scripts/release.ts');

  expect(release()).toMatchObject({
    status: 2,
    stderr: `the working tree has changes\nHEAD has no tag v${version}\nCHANGELOG.md has no section [${version}]\n`,
  });
  writeFileSync(
    join(dir, 'CHANGELOG.md'),
    changelog.replace('## [Unreleased]', `## [Unreleased]\n\n## [${version}]`),
  );
  run('git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-am', 'release');
  run('git', 'tag', `v${version}`);

  const { status, stdout, stderr } = release();
  expect([status, stderr]).toEqual([0, '']);
  const files = [`godrift-${version}.cdx.json`, `godrift-${version}.tgz`];
  expect(readdirSync(join(dir, 'release')).toSorted()).toEqual(['SHA256SUMS', ...files]);
  expect(stdout.split('\n').map((line) => line.split('  ')[1])).toEqual([...files, undefined]);
  expect(spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: join(dir, 'release') }).status).toBe(0);
  const manifest = run('tar', '-xzOf', `release/godrift-${version}.tgz`, 'package/package.json').stdout;
  expect(JSON.parse(manifest)).toMatchObject({
    version,
    repository: { type: 'git', url: 'git+https://github.com/owner/godrift.git' },
  });
  const { components } = JSON.parse(readFileSync(join(dir, 'release', files[0] ?? ''), 'utf8'));
  const names = components.map(({ name }: { readonly name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['prom-client', 'yaml', 'zod']));
  expect(names).not.toContain('vitest');
});
