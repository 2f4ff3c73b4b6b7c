import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTargetResolver } from '../../src/collector/configured-targets.ts';
import { fetchModule } from '../support/fetch-module.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const MODULE = 'golang.org/x/text@v0.14.0';
const goMod = (name: string) => `module example.com/${name}\n\ngo 1.20\n`;

/** A repository of two modules, whose module cache is below it and holds a real module. */
function repository(place: (dir: string) => Record<string, string>, cache: string) {
  const shared = hermeticEnv();
  fetchModule(MODULE, shared);
  const dir = tempProject({ 'go.mod': goMod('top'), 'tools/go.mod': goMod('tools') });
  const { GOMODCACHE: _, ...base } = hermeticEnv();
  const env = { ...base, ...place(dir) };
  execFileSync('go', ['mod', 'download', MODULE], {
    cwd: tempProject(),
    // Writable, so that the directory can be removed.
    env: {
      ...env,
      GOPROXY: `file://${shared.GOMODCACHE}/cache/download`,
      GONOSUMDB: '*',
      GOFLAGS: '-modcacherw',
    },
  });
  expect(readdirSync(join(dir, cache, MODULE))).toContain('go.mod');
  return { dir, env, projects: [dir, join(dir, 'tools')] };
}

describe.each([
  ['GOMODCACHE=.cache/mod', (dir: string) => ({ GOMODCACHE: join(dir, '.cache/mod') }), '.cache/mod'],
  ['GOMODCACHE=modcache', (dir: string) => ({ GOMODCACHE: join(dir, 'modcache') }), 'modcache'],
  ['GOPATH=gopath', (dir: string) => ({ GOPATH: join(dir, 'gopath') }), 'gopath/pkg/mod'],
])('with %s in the repository', (_, place, cache) => {
  test('check ./... checks the modules of the repository only', async () => {
    const { dir, env, projects } = repository(place, cache);
    const { stdout } = await runCli(['check', './...', '--json', '--only', 'go_version'], dir, env);
    const report = JSON.parse(stdout) as { projects: readonly { dir: string }[] };
    expect(report.projects.map((project) => project.dir)).toEqual(projects);
  });

  test.each([
    ['a root', { projects: [], roots: ['.'] }],
    ['a glob', { projects: [{ dir: '**' }], roots: [] }],
  ])('%s of the collector finds the modules of the repository only', async (_, list) => {
    const { dir, projects } = repository(place, cache);
    const { targets } = await createTargetResolver()({ ...list, base: dir });
    expect(targets.map((target) => target.dir)).toEqual(projects);
  });
});

test('a module of the cache that is named itself is checked', async () => {
  const { dir, env } = repository((at) => ({ GOMODCACHE: join(at, 'modcache') }), 'modcache');
  const named = join(dir, 'modcache', MODULE);
  for (const argument of [named, `${named}/...`]) {
    const { stdout } = await runCli(['check', argument, '--json', '--only', 'go_version'], dir, env);
    const report = JSON.parse(stdout) as { projects: readonly { dir: string }[] };
    expect(report.projects.map((project) => project.dir)).toEqual([named]);
  }
});
