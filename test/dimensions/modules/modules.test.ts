import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectError, InputError } from '../../../src/domain/errors.ts';
import { fingerprintFacts } from '../../../src/domain/fingerprint.ts';
import {
  BBOLT,
  contents,
  copyModule,
  edit,
  fetchedModule,
  GO_MOD_CACHE,
  go,
  goRefusal,
  laboratory,
  observe,
  PROMETHEUS,
  removeLaboratory,
  UUID,
  write,
} from './real-modules.ts';

const TESTIFY = 'h1:Xv5erBjTwe/5IxqUQTdXv5kgmIvbHo3QQyRwhJsOfJA=';
const TESTIFY_MOD = 'h1:r2ic/lqez/lEtzL7wO/rwa5dbSLXVDPFyf8C91i36aY=';
const FORGED = 'h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

let bbolt = '';
let copies = 0;
beforeAll(() => {
  bbolt = fetchedModule(BBOLT, 'bbolt');
  go(bbolt, ['mod', 'download']);
  go(laboratory, ['mod', 'download', PROMETHEUS, UUID]);
  go(laboratory, ['version'], { GOTOOLCHAIN: 'go1.25.4' });
}, 120_000);
afterAll(removeLaboratory);

/** Another bbolt, as fetched. */
function freshBbolt(): string {
  const dir = join(laboratory, `bbolt-${++copies}`);
  cpSync(bbolt, dir, { recursive: true });
  return dir;
}

/** A workspace over bbolt and uuid. */
function workspace(): { readonly dir: string; readonly work: string; readonly member: string } {
  const dir = join(laboratory, `workspace-${++copies}`);
  cpSync(bbolt, join(dir, 'bbolt'), { recursive: true });
  cpSync(copyModule(UUID, `uuid-${copies}`), join(dir, 'uuid'), { recursive: true });
  go(dir, ['work', 'init', './bbolt', './uuid']);
  return { dir, work: join(dir, 'go.work'), member: join(dir, 'bbolt') };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (cause: unknown) => cause,
  );
}

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
    fingerprints.add(fingerprintFacts('modules', (await observe(bbolt)).facts.portable));
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
    const { facts, findings } = await observe(dir, { env: { GOMODCACHE: cache } });
    expect(facts.portable).toEqual((await observe(dir)).facts.portable);
    expect(findings).toEqual([]);
  });

  test('is unknown, not shorter, where the cache lacks modules', async () => {
    const cause = await rejection(
      observe(freshBbolt(), { env: { GOMODCACHE: join(laboratory, 'empty-cache') } }),
    );
    expect(cause).toBeInstanceOf(CollectError);
    expect(cause).toMatchObject({ reason: 'offline', fix: 'godrift check --online, or go mod download' });
    expect(String(cause)).toMatch(/the module cache lacks modules of this build, e\.g\. \S+@v\S+$/);
  });

  test('is unknown where the project needs a newer Go', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.mod'), (text) => text.replace('go 1.23\n', 'go 1.99\n'));
    const cause = await rejection(observe(dir));
    expect(cause).toMatchObject({ reason: 'go_failed', fix: 'GOTOOLCHAIN=auto, or install Go 1.99' });
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

describe('go.sum', () => {
  const finding = {
    dimension: 'modules',
    key: 'github.com/stretchr/testify',
    kind: 'mismatch',
    change: 'none',
    severity: 'critical',
    weight: 1,
    source: 'go.sum',
    fix: 'if go.sum is as committed: go clean -modcache && go mod download; if it was edited: git checkout -- go.sum',
  };
  const lineOf = (dir: string, start: string) =>
    readFileSync(join(dir, 'go.sum'), 'utf8')
      .split('\n')
      .findIndex((line) => line.startsWith(start)) + 1;

  test('that contradicts the hash the module cache recorded is critical', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => text.replace(TESTIFY, FORGED));
    const { findings } = await observe(dir);
    expect(findings).toEqual([
      {
        ...finding,
        expected: FORGED,
        actual: TESTIFY,
        origin: '$GOMODCACHE/cache/download/github.com/stretchr/testify/@v/v1.10.0.ziphash',
        location: { file: join(dir, 'go.sum'), line: lineOf(dir, 'github.com/stretchr/testify v1.10.0 ') },
      },
    ]);
  });

  test('that contradicts a go.mod in the cache is critical, though Go refuses to list anything', async () => {
    const dir = freshBbolt();
    const usual = (await observe(dir)).facts.portable;
    edit(join(dir, 'go.sum'), (text) => text.replace(TESTIFY_MOD, FORGED));
    const before = contents(dir);
    expect(goRefusal(dir, ['list', '-m', 'all'])).toContain('checksum mismatch');
    const { facts, findings } = await observe(dir);
    expect(findings).toEqual([
      {
        ...finding,
        expected: FORGED,
        actual: TESTIFY_MOD,
        origin: '$GOMODCACHE/cache/download/github.com/stretchr/testify/@v/v1.10.0.mod',
        location: {
          file: join(dir, 'go.sum'),
          line: lineOf(dir, 'github.com/stretchr/testify v1.10.0/go.mod'),
        },
      },
    ]);
    expect(facts.portable).toEqual({
      ...usual,
      'github.com/stretchr/testify': `v1.10.0 ${TESTIFY} go.mod:${FORGED}`,
    });
    expect(contents(dir)).toEqual(before);
  });

  test('that contradicts itself is critical even where Go is content with its first line', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => `${text}github.com/stretchr/testify v1.10.0/go.mod ${FORGED}\n`);
    expect(goRefusal(dir, ['list', '-m', 'all'])).toBe('');
    const line = lineOf(dir, `github.com/stretchr/testify v1.10.0/go.mod ${FORGED}`);
    const location = { file: join(dir, 'go.sum'), line };
    expect((await observe(dir)).findings).toEqual([
      { ...finding, expected: TESTIFY_MOD, actual: FORGED, origin: 'go.sum', location },
    ]);
  });

  test.each([
    [
      'of a go.mod',
      /^github.com\/stretchr\/testify v1.10.0\/go.mod.*\n/gm,
      'github.com/stretchr/testify@v1.10.0',
    ],
    ['of a module that is imported', /^golang.org\/x\/sys v0.29.0 h1.*\n/gm, 'golang.org/x/sys@v0.29.0'],
  ])('that lacks the line %s stops the build: an error, with the whole list', async (_, line, named) => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => text.replaceAll(line, ''));
    const { facts, findings } = await observe(dir);
    expect(Object.keys(facts.portable)).toHaveLength(15);
    expect(findings).toMatchObject([
      {
        key: 'go.sum',
        kind: 'missing',
        severity: 'error',
        expected: `a sum for ${named}`,
        location: { file: join(dir, 'go.mod') },
      },
    ]);
  });

  test('with malformed lines is bad input, each at its line', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.sum'), (text) => `<<<<<<< HEAD\n${text}a b c d\n`);
    const last = lineOf(dir, 'a b c d');
    const cause = await rejection(observe(dir));
    expect(cause).toBeInstanceOf(InputError);
    expect((cause as InputError).problems.map(({ location }) => location)).toEqual([
      { file: join(dir, 'go.sum'), line: 1 },
      { file: join(dir, 'go.sum'), line: last },
    ]);
  });

  test('and go.mod that need an update are an error, with the list as it would become', async () => {
    const dir = freshBbolt();
    edit(join(dir, 'go.mod'), (text) => text.replace('go-spew v1.1.1', 'go-spew v1.1.0'));
    go(dir, ['mod', 'download', 'github.com/davecgh/go-spew@v1.1.0']);
    edit(join(dir, 'go.mod'), (text) => text.replace('go-spew v1.1.1', 'go-spew v1.1.0'));
    const said = goRefusal(dir, ['list', '-m', 'all']);
    expect(said).toMatch(/updates to go.mod needed|missing go.sum entry/);
    const { facts, findings } = await observe(dir);
    expect(facts.portable['github.com/davecgh/go-spew']).toMatch(/^v1\.1\.1 /);
    expect(findings).toMatchObject([
      { key: said.includes('updates') ? 'go.mod' : 'go.sum', severity: 'error' },
    ]);
  });
});

describe('a workspace', () => {
  test('has one list for all members, wherever it is asked for, and nothing of it changes', async () => {
    const { dir, work, member } = workspace();
    rmSync(join(member, 'go.sum'));
    const before = contents(dir);
    const { facts, findings } = await observe(member, { work });
    expect(facts.portable).toMatchObject({ 'go.etcd.io/bbolt': 'main', 'github.com/google/uuid': 'main' });
    expect(Object.keys(facts.portable)).toHaveLength(16);
    expect(findings).toEqual([]);
    expect(contents(dir)).toEqual(before);
    expect((await observe(dir, { work })).facts.portable).toEqual(facts.portable);
    // What is proved: Go itself does write here.
    go(member, ['list', '-m', 'all'], {
      GOFLAGS: '-mod=readonly',
      GOWORK: work,
      GONOSUMDB: '*',
      GOPROXY: 'off',
    });
    expect(existsSync(join(dir, 'go.work.sum'))).toBe(true);
  });

  test('takes sums from go.work.sum and from every member', async () => {
    const { dir, work, member } = workspace();
    const usual = (await observe(dir, { work })).facts.portable;
    cpSync(join(member, 'go.sum'), join(dir, 'go.work.sum'));
    rmSync(join(member, 'go.sum'));
    expect((await observe(dir, { work })).facts.portable).toEqual(usual);
    expect(usual['github.com/stretchr/testify']).toBe(`v1.10.0 ${TESTIFY} go.mod:${TESTIFY_MOD}`);
  });

  test('names replacements as the project sees them, whichever file makes them', async () => {
    const { dir, work, member } = workspace();
    write(join(dir, 'forks', 'pflag', 'go.mod'), 'module github.com/spf13/pflag\n');
    write(join(dir, 'forks', 'gofail', 'go.mod'), 'module go.etcd.io/gofail\n');
    edit(join(member, 'go.mod'), (text) => `${text}\nreplace github.com/spf13/pflag => ../forks/pflag\n`);
    edit(work, (text) => `${text}\nreplace go.etcd.io/gofail => ./forks/gofail\n`);
    const { portable } = (await observe(dir, { work })).facts;
    expect([portable['github.com/spf13/pflag'], portable['go.etcd.io/gofail']]).toEqual([
      'v1.0.6 => ./forks/pflag',
      'v0.2.0 => ./forks/gofail',
    ]);
  });

  test('with a sum that contradicts the cache is critical', async () => {
    const { dir, work, member } = workspace();
    edit(join(member, 'go.sum'), (text) => text.replace(TESTIFY_MOD, FORGED));
    const { facts, findings } = await observe(dir, { work });
    expect(Object.keys(facts.portable)).toHaveLength(16);
    expect(findings).toMatchObject([
      { key: 'github.com/stretchr/testify', severity: 'critical', expected: FORGED, actual: TESTIFY_MOD },
    ]);
  });

  test('without its members is bad input, at each use line', async () => {
    const dir = copyModule(PROMETHEUS, 'prometheus-as-fetched');
    const cause = await rejection(observe(dir, { work: join(dir, 'go.work') }));
    expect(cause).toBeInstanceOf(InputError);
    expect(
      (cause as InputError).problems.map(({ location, message }) => [location?.line, message.split(':')[0]]),
    ).toEqual([
      [5, 'use ./compliance'],
      [6, 'use ./documentation/examples/remote_storage'],
      [7, 'use ./internal/tools'],
      [8, 'use ./web/ui/mantine-ui/src/promql/tools'],
    ]);
  });

  test('that is vendored is described by its own vendor directory', async () => {
    const { dir, work, member } = workspace();
    write(join(dir, 'forks', 'pflag', 'go.mod'), 'module github.com/spf13/pflag\n');
    write(join(dir, 'forks', 'pflag', 'pflag.go'), 'package pflag\n');
    write(join(dir, 'forks', 'sync', 'go.mod'), 'module golang.org/x/sync\n');
    edit(join(member, 'go.mod'), (text) => `${text}\nreplace github.com/spf13/pflag => ../forks/pflag\n`);
    edit(work, (text) => `${text}\nreplace golang.org/x/sync v0.1.0 => ./forks/sync\n`);
    go(dir, ['work', 'vendor']);
    const { facts, findings } = await observe(dir, { work });
    expect(facts.portable['github.com/spf13/pflag']).toBe('v1.0.6 => ./forks/pflag');
    expect(facts.portable).toMatchObject({ 'go.etcd.io/bbolt': 'main', 'github.com/google/uuid': 'main' });
    expect(Object.keys(facts.portable)).toHaveLength(12);
    expect(findings).toEqual([]);
    edit(join(member, 'go.mod'), (text) => text.replace('testify v1.10.0', 'testify v1.9.0'));
    expect((await observe(dir, { work })).findings).toMatchObject([
      { key: 'vendor', severity: 'error', fix: 'go work vendor' },
    ]);
  });
});

describe('a vendored module', () => {
  function vendored(): string {
    const dir = freshBbolt();
    go(dir, ['mod', 'vendor'], { GOFLAGS: '' });
    return dir;
  }

  test('is described by vendor/modules.txt, with the sums of go.sum', async () => {
    const dir = vendored();
    const before = contents(dir);
    const { facts, findings } = await observe(dir);
    const { portable: all } = (await observe(dir, { env: { GOFLAGS: '-mod=readonly' } })).facts;
    const kept = Object.entries(all).filter(([path]) => !/md2man|blackfriday|objx|check\.v1/.test(path));
    expect(facts.portable).toEqual(Object.fromEntries(kept));
    expect(findings).toEqual([]);
    expect(contents(dir)).toEqual(before);
  });

  test('that contradicts go.mod is an error, in the words of Go', async () => {
    const dir = vendored();
    mkdirSync(join(dir, 'fork'));
    edit(join(dir, 'go.mod'), (text) =>
      [
        text.replace('testify v1.10.0', 'testify v1.9.0').replace(/\tgithub.com\/inconshreveable.*\n/, ''),
        'replace github.com/spf13/pflag => ./fork',
        'require example.com/new v1.0.0',
        '',
      ].join('\n'),
    );
    const said = goRefusal(dir, ['list', './...']);
    const details = said
      .split('\n')
      .filter((line) => /^\t\S+: is /.test(line))
      .map((line) => line.trim());
    expect(details).toHaveLength(5);
    const { findings } = await observe(dir);
    expect(findings).toEqual([
      {
        dimension: 'modules',
        key: 'vendor',
        kind: 'mismatch',
        change: 'none',
        severity: 'error',
        weight: 1,
        expected: 'vendor/modules.txt as go.mod has it',
        actual: `inconsistent vendoring: ${details.join('; ')}`,
        source: 'go.mod',
        origin: 'vendor/modules.txt',
        fix: 'go mod vendor',
        location: { file: join(dir, 'go.mod'), line: 10 },
      },
    ]);
  });

  test('is not used by Go, nor told, where the go line is too old or -mod says otherwise', async () => {
    const dir = vendored();
    edit(join(dir, 'go.mod'), (text) => text.replace('testify v1.10.0', 'testify v1.10.0 // changed'));
    edit(join(dir, 'vendor', 'modules.txt'), () => '');
    expect((await observe(dir)).findings).toMatchObject([{ key: 'vendor' }]);
    expect((await observe(dir, { env: { GOFLAGS: '-mod=mod' } })).findings).toEqual([]);
  });
});
