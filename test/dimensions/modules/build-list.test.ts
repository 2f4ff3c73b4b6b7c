import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectError, InputError } from '../../../src/domain/errors.ts';
import { fingerprintFacts } from '../../../src/domain/fingerprint.ts';
import { freshBbolt, pristineBbolt, rejection, TESTIFY, TESTIFY_MOD } from './example-projects.ts';
import {
  edit,
  fetchedModule,
  GO_MOD_CACHE,
  go,
  goRefusal,
  laboratory,
  observe,
  PROMETHEUS,
  removeLaboratory,
  write,
} from './real-modules.ts';

beforeAll(() => {
  pristineBbolt();
  go(laboratory, ['mod', 'download', PROMETHEUS]);
  go(laboratory, ['version'], { GOTOOLCHAIN: 'go1.25.4' });
}, 120_000);
afterAll(removeLaboratory);

describe('the build list of a module', () => {
  test('holds each module with its version and both sums, and the main module', async () => {
    const { facts, findings } = await observe(freshBbolt());
    expect(facts.portable).toEqual({
      'go.etcd.io/bbolt': 'main',
      'github.com/cpuguy83/go-md2man/v2': 'v2.0.4 go.mod:h1:tgQtvFlXSQOSOSIRvRPT7W67SCa46tRHOmNcaadrF8o=',
      'github.com/davecgh/go-spew':
        'v1.1.1 h1:vj9j/u1bqnvCEfJOwUhtlOARqs3+rkHYY13jYWTU97c= go.mod:h1:J7Y8YcW2NihsgmVo/mv3lAwl/skON4iLHjSsI+c5H38=',
      'github.com/inconshreveable/mousetrap':
        'v1.1.0 h1:wN+x4NVGpMsO7ErUn/mUI3vEoE6Jt13X2s0bqwp9tc8= go.mod:h1:vpF70FUmC8bwa3OWnCshd2FqLfsEA9PFc4w1p2J65bw=',
      'github.com/pmezard/go-difflib':
        'v1.0.0 h1:4DBwDE0NGyQoBHbLQYPwSUPoCMWR5BEzIk/f1lZbAQM= go.mod:h1:iKH77koFhYxTK1pcRnkKkqfTogsbg7gZNVY4sRDYZ/4=',
      'github.com/russross/blackfriday/v2': 'v2.1.0 go.mod:h1:+Rmxgy9KzJVeS9/2gXHxylqXiyQDYRxCVz55jmeOWTM=',
      'github.com/spf13/cobra':
        'v1.8.1 h1:e5/vxKd/rZsfSJMUX1agtjeTDf+qv1/JdBF8gg5k9ZM= go.mod:h1:wHxEcudfqmLYa8iTfL+OuZPbBZkmvliBWKIezN3kD9Y=',
      'github.com/spf13/pflag':
        'v1.0.6 h1:jFzHGLGAlb3ruxLB8MhbI6A8+AQX/2eW4qeyNZXNp2o= go.mod:h1:McXfInJRrz4CZXVZOBLb0bTZqETkiAhM9Iw0y3An2Bg=',
      'github.com/stretchr/objx': 'v0.5.2',
      'github.com/stretchr/testify': `v1.10.0 ${TESTIFY} go.mod:${TESTIFY_MOD}`,
      'go.etcd.io/gofail':
        'v0.2.0 h1:p19drv16FKK345a09a1iubchlw/vmRuksmRzgBIGjcA= go.mod:h1:nL3ILMGfkXTekKI3clMBNazKnjUZjYLKmBHzsVAnC1o=',
      'golang.org/x/sync':
        'v0.10.0 h1:3NQrjDixjgGwUOCaF8w2+VYHv0Ve/vGYSbdkTa98gmQ= go.mod:h1:Czt+wKu1gCyEFDUtn0jG5QVvpJ6rzVqr5aXyt9drQfk=',
      'golang.org/x/sys':
        'v0.29.0 h1:TPYlXGxvx1MGTn2GiZDhnjPA9wZzZeGKHHmKhHYvgaU= go.mod:h1:/VUhepiaJMQUp4+oa/7Zr1D23ma6VTLIYjOOTFZPUcA=',
      'gopkg.in/check.v1':
        'v0.0.0-20161208181325-20d25e280405 h1:yhCVgyC4o1eVCa2tZl7eS0r+SDo693bJlVdllGtEeKM= go.mod:h1:Co6ibVJAznAaIkqp8huTwlJQCZ016jof/cbN4VW5Yz0=',
      'gopkg.in/yaml.v3':
        'v3.0.1 h1:fxVm/GzAzEWqLHuvctI91KS9hhNmmWOoWu0XTYJS7CA= go.mod:h1:K4uyk7z7BCEPqu6E+C64Yfv1cQ7kz7rIZviUmN+EgEM=',
    });
    expect(facts.local).toEqual({
      direct: [
        'github.com/spf13/cobra',
        'github.com/spf13/pflag',
        'github.com/stretchr/testify',
        'go.etcd.io/gofail',
        'golang.org/x/sync',
        'golang.org/x/sys',
      ].join(' '),
    });
    expect(findings).toEqual([]);
  });

  test('is complete for the 419 modules of Prometheus, with the sums that Go itself knows', async () => {
    const dir = fetchedModule(PROMETHEUS, 'prometheus');
    const { facts, findings } = await observe(dir);
    const format =
      '{{.Path}} {{if .Main}}main{{else}}{{.Version}}{{with .Sum}} {{.}}{{end}}{{with .GoModSum}} go.mod:{{.}}{{end}}{{end}}';
    const told = go(dir, ['list', '-m', '-f', format, 'all'], { GOFLAGS: '-mod=readonly' });
    expect(told.trim().split('\n').sort()).toEqual(
      Object.entries(facts.portable)
        .map((entry) => entry.join(' '))
        .sort(),
    );
    expect(Object.keys(facts.portable)).toHaveLength(419);
    expect(findings).toEqual([]);
  }, 120_000);

  test('has one fingerprint in every directory, module cache, toolchain and GOOS', async () => {
    const moved = freshBbolt();
    const cache = join(laboratory, 'second-cache');
    const source = `file://${GO_MOD_CACHE}/cache/download`;
    go(moved, ['mod', 'download'], { GOMODCACHE: cache, GOPROXY: source, GONOSUMDB: '*' });
    const environments = [
      {},
      { GOMODCACHE: cache },
      { GOTOOLCHAIN: 'go1.25.4' },
      { GOOS: 'windows', GOARCH: 'arm64' },
      { GOFLAGS: '-mod=mod' },
    ];
    const fingerprints = new Set<string>();
    for (const env of environments)
      fingerprints.add(fingerprintFacts('modules', (await observe(moved, { env })).facts.portable));
    fingerprints.add(fingerprintFacts('modules', (await observe(pristineBbolt())).facts.portable));
    expect([...fingerprints]).toHaveLength(1);
  });

  test('is known offline after a plain download, which leaves out the .info files', async () => {
    const dir = freshBbolt();
    const cache = join(laboratory, 'plain-download');
    go(dir, ['mod', 'download'], {
      GOMODCACHE: cache,
      GOPROXY: `file://${GO_MOD_CACHE}/cache/download`,
      GONOSUMDB: '*',
    });
    expect(goRefusal(dir, ['list', '-m', 'all'], { GOMODCACHE: cache })).toContain(
      'module lookup disabled by GOPROXY=off',
    );
    const usual = (await observe(dir)).facts.portable;
    // A proxy that has nothing of it is no worse than none.
    for (const more of [{}, { online: true, env: { GOPROXY: `file://${join(laboratory, 'no-proxy')}` } }]) {
      const { facts, findings } = await observe(dir, { ...more, env: { ...more.env, GOMODCACHE: cache } });
      expect(facts.portable).toEqual(usual);
      expect(findings).toEqual([]);
    }
  });

  test('is unknown, not shorter, where the cache lacks modules', async () => {
    const cause = await rejection(
      observe(freshBbolt(), { env: { GOMODCACHE: join(laboratory, 'empty-cache') } }),
    );
    expect(cause).toBeInstanceOf(CollectError);
    expect(cause).toMatchObject({ reason: 'offline', fix: 'godrift check --online  # or go mod download' });
    expect(String(cause)).toMatch(/the module cache lacks modules of this build, e\.g\. \S+@v\S+$/);
  });

  test('is unknown where the project needs a newer Go', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.mod'), (text) => text.replace('go 1.23\n', 'go 1.99\n'));
    const cause = await rejection(observe(dir));
    expect(cause).toMatchObject({
      reason: 'go_failed',
      fix: 'export GOTOOLCHAIN=auto  # or install Go 1.99',
    });
    expect(String(cause)).toContain('go.mod requires go >= 1.99 (running go');
  });

  test('is unsupported where modules are switched off', async () => {
    expect(await rejection(observe(freshBbolt(), { env: { GO111MODULE: 'off' } }))).toMatchObject({
      reason: 'unsupported',
    });
  });

  test('follows -modfile in GOFLAGS, with its own sums', async () => {
    const dir = freshBbolt();
    cpSync(join(dir, 'go.mod'), join(dir, 'other.mod'));
    cpSync(join(dir, 'go.sum'), join(dir, 'other.sum'));
    const usual = (await observe(dir)).facts.portable;
    edit(join(dir, 'go.mod'), () => 'module go.etcd.io/bbolt\n\ngo 1.23\n');
    rmSync(join(dir, 'go.sum'));
    expect((await observe(dir, { env: { GOFLAGS: '-modfile=other.mod' } })).facts.portable).toEqual(usual);
    expect((await observe(dir)).facts.portable).toEqual({ 'go.etcd.io/bbolt': 'main' });
  });

  test('names replacements as the project sees them, and their requirements', async () => {
    const dir = freshBbolt();
    const outside = join(laboratory, 'fork');
    write(join(dir, 'lib', 'pflag', 'go.mod'), 'module github.com/spf13/pflag\n');
    write(join(outside, 'go.mod'), 'module go.etcd.io/gofail\n');
    edit(join(dir, 'go.mod'), (text) =>
      [
        text,
        'replace github.com/spf13/pflag => ./lib/../lib/pflag',
        'replace go.etcd.io/gofail v0.2.0 => ../fork',
        `replace golang.org/x/sync => ${outside}`,
        'replace golang.org/x/sys v0.29.0 => golang.org/x/sys v0.28.0',
      ].join('\n'),
    );
    go(dir, ['mod', 'download', 'golang.org/x/sys@v0.28.0']);
    edit(join(dir, 'go.sum'), (text) => text.replaceAll(/^golang.org\/x\/sys v0\.29\.0.*\n/gm, ''));
    go(dir, ['mod', 'download', 'golang.org/x/sys']);
    const { portable } = (await observe(dir, { env: { HOME: laboratory } })).facts;
    expect(
      ['github.com/spf13/pflag', 'go.etcd.io/gofail', 'golang.org/x/sync', 'golang.org/x/sys'].map(
        (path) => portable[path],
      ),
    ).toEqual([
      'v1.0.6 => ./lib/pflag',
      'v0.2.0 => ../fork',
      'v0.10.0 => ~/fork',
      'v0.29.0 => golang.org/x/sys v0.28.0 h1:Fksou7UEQUWlKvIdsqzJmUmCX3cZuD2+P3XyyzwMhlA= go.mod:h1:/VUhepiaJMQUp4+oa/7Zr1D23ma6VTLIYjOOTFZPUcA=',
    ]);
  });

  test('cannot be had with a replacement directory that is not there: the line is named', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.mod'), (text) => `${text}\nreplace github.com/spf13/pflag => ./nowhere\n`);
    const line =
      readFileSync(join(dir, 'go.mod'), 'utf8')
        .split('\n')
        .findIndex((text) => text.startsWith('replace')) + 1;
    const cause = await rejection(observe(dir));
    expect(cause).toBeInstanceOf(InputError);
    expect(String(cause)).toBe(
      `InputError: ${dir}/go.mod:${line}: replace github.com/spf13/pflag => ./nowhere: there is no go.mod in that directory`,
    );
  });
});
