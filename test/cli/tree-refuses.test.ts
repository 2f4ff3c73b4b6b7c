import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { environmentOf } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot } from '../support/sdks.ts';

const OLD = 'go1.21.13';
const NEWEST = 'go1.27.4';
prepareToolchains(OLD, NEWEST, 'go1.18.10', 'go1.23.12', 'go1.26.11');

const directory = fileDirectories();

const MAIN = 'package main\n\nfunc main() {}\n';
const PROGRAM = { 'go.mod': 'module example.com/m\n\ngo 1.21\n', 'main.go': MAIN };
const TEXT = 'golang.org/x/text v0.14.0';
const USES_TEXT = {
  'go.mod': `module example.com/m\n\ngo 1.21\n\nrequire ${TEXT}\n`,
  'main.go': 'package main\n\nimport _ "golang.org/x/text/language"\n\nfunc main() {}\n',
  'go.sum': `${TEXT} h1:ScX5w1eTa3QqT8oi6+ziP7dTV1S2+ALU0bI+0zXKWiQ=\n${TEXT}/go.mod h1:18ZOQIKpY8NJVqYksKHtTdi31H5itFRjB5/qKTNYzSU=\n`,
};

type Files = Readonly<Record<string, string>>;
type Env = Record<string, string>;

/** Something that keeps Go from building, and how godrift tells it. */
interface Refusal {
  readonly title: string;
  readonly files: Files;
  /** Where both run, below the directory. */
  readonly in?: string;
  readonly prepare?: (dir: string) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly sdks?: readonly string[];
  /** Of Go. */
  readonly words: string;
  /** The finding's id. */
  readonly finding: string;
  /** Of the finding; Go's where absent. */
  readonly actual?: string;
  /** `file:line`, below the directory. */
  readonly at?: string;
  /** What `go list -m all` cannot list although `go build` works. */
  readonly unknownAfter?: readonly string[];
}

function git(dir: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@example.com', ...args], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: dir },
  }).trim();
}

function commit(dir: string): void {
  git(dir, 'init', '-q');
  git(dir, 'add', '.');
  git(dir, 'commit', '-qm', 'x');
}

function member(path: string, go = '1.21', more = ''): string {
  return `module example.com/${path}\n\ngo ${go}\n${more}`;
}

const WORK = 'go 1.21\n\nuse ./a\nuse ./b\n';
const VCS = 'error obtaining VCS status';
const isRoot = process.getuid?.() === 0;

const REFUSALS: readonly Refusal[] = [
  ...(isRoot
    ? [
        {
          title: 'a checkout of another user',
          files: PROGRAM,
          prepare: (dir: string) => {
            commit(dir);
            execFileSync('chown', ['-R', '65534', dir]);
          },
          words: `${VCS}: exit status 128`,
          finding: 'build.vcs.mismatch',
          actual: 'detected dubious ownership in repository',
        },
      ]
    : []),
  ...(
    [
      ['an empty HEAD', (dir) => writeFileSync(join(dir, '.git/HEAD'), ''), 'not a git repository'],
      [
        'missing objects',
        (dir) => rmSync(join(dir, '.git/objects'), { recursive: true }),
        'not a git repository',
      ],
      [
        'an empty index',
        (dir) => writeFileSync(join(dir, '.git/index'), ''),
        'index file smaller than expected',
      ],
      [
        'a malformed configuration',
        (dir) => writeFileSync(join(dir, '.git/config'), '[bad'),
        'bad config line ',
      ],
      [
        'a missing tree',
        (dir) => {
          const tree = git(dir, 'rev-parse', 'HEAD^{tree}');
          rmSync(join(dir, '.git/objects', tree.slice(0, 2), tree.slice(2)));
        },
        'HEAD',
      ],
    ] as readonly (readonly [string, (dir: string) => void, string])[]
  ).map(
    ([title, damage, actual]): Refusal => ({
      title: `a repository with ${title}`,
      files: PROGRAM,
      prepare: (dir) => {
        commit(dir);
        damage(dir);
      },
      words: `${VCS}: exit status 128`,
      finding: 'build.vcs.mismatch',
      actual,
    }),
  ),
  {
    title: 'a repository without a commit that ignores everything',
    files: PROGRAM,
    prepare: (dir) => {
      git(dir, 'init', '-q');
      writeFileSync(join(dir, '.git/info/exclude'), '*\n');
    },
    words: `${VCS}: exit status 128`,
    finding: 'build.vcs.mismatch',
    actual: 'does not have any commits yet',
  },
  {
    title: 'a .git file that leads nowhere',
    files: { ...PROGRAM, 'go.mod': 'module example.com/m\n\ngo 1.18\n', '.git': 'gitdir: /nowhere\n' },
    sdks: ['go1.18.10'],
    words: `${VCS}: exit status 128`,
    finding: 'build.vcs.mismatch',
    actual: 'not a git repository: /nowhere',
  },
  {
    title: '-buildvcs=true without git',
    files: PROGRAM,
    prepare: commit,
    env: { GOFLAGS: '-buildvcs=true', PATH: '' },
    words: `${VCS}: exec: "git": executable file not found in $PATH`,
    finding: 'build.vcs.mismatch',
  },
  {
    title: 'two version control systems',
    files: { ...PROGRAM, '.hg/x': '' },
    prepare: commit,
    sdks: ['go1.23.12', NEWEST],
    words: `${VCS}: multiple VCS detected: hg in "`,
    finding: 'build.vcs.mismatch',
  },

  ...['', 'a', 'b'].map(
    (place): Refusal => ({
      title: `a go.work below the go line of a module, in ./${place}`,
      files: {
        'go.work': WORK,
        'a/go.mod': member('a', '1.21.1'),
        'a/m.go': MAIN,
        'b/go.mod': member('b'),
        'b/m.go': MAIN,
      },
      in: place,
      words: 'listed in go.work file requires go >= 1.21.1, but go.work lists go 1.21',
      finding: 'build_env.GOWORK.mismatch',
      at: 'go.work:1',
    }),
  ),
  {
    title: 'a go.work without a go line',
    files: { 'go.work': 'use ./a\n', 'a/go.mod': member('a'), 'a/m.go': MAIN },
    in: 'a',
    words: 'requires go >= 1.21, but go.work ',
    finding: 'build_env.GOWORK.mismatch',
    at: 'go.work:1',
  },
  {
    title: 'a module that go.work does not use',
    files: {
      'go.work': 'go 1.21\n\nuse ./a\n',
      'a/go.mod': member('a'),
      'b/go.mod': member('b'),
      'b/m.go': MAIN,
    },
    in: 'b',
    words: 'directory prefix . does not contain modules listed in go.work',
    finding: 'build_env.GOWORK.mismatch',
    actual: 'does not use this module',
    at: 'go.work:1',
  },
  {
    title: 'a module required from the same tree and not used',
    files: {
      'go.work': 'go 1.21\n\nuse ./a\n',
      'a/go.mod': member('a', '1.21', '\nrequire example.com/b v0.0.0\n'),
      'a/m.go': 'package main\n\nimport _ "example.com/b/x"\n\nfunc main() {}\n',
      'b/go.mod': member('b'),
      'b/x/x.go': 'package x\n',
    },
    in: 'a',
    env: { GOPROXY: 'off' },
    unknownAfter: ['modules'],
    words: 'example.com/b@v0.0.0: module lookup disabled by GOPROXY=off',
    finding: 'build_env.GOWORK.mismatch',
    actual: "example.com/b@v0.0.0 is in this workspace's tree",
    at: 'a/go.mod:5',
  },
  {
    title: 'modules that replace a third one by different directories',
    files: {
      'go.work': WORK,
      ...Object.fromEntries(
        ['a', 'b'].flatMap((name) => [
          [`${name}/go.mod`, member(name, '1.21', `\nreplace example.com/z => ../z${name}\n`)],
          [`${name}/m.go`, MAIN],
          [`z${name}/go.mod`, member('z')],
        ]),
      ),
    },
    in: 'a',
    words: 'conflicting replacements for example.com/z:',
    finding: 'build_env.GOWORK.mismatch',
    at: 'b/go.mod:5',
  },

  {
    title: 'a package missing from vendor',
    files: USES_TEXT,
    prepare: (dir) => {
      goIn(dir, NEWEST, 'mod', 'vendor');
      rmSync(join(dir, 'vendor/golang.org/x/text/language'), { recursive: true });
    },
    words: 'import lookup disabled by -mod=vendor',
    finding: 'build.packages.mismatch',
    at: 'main.go:3',
  },
  {
    title: 'a vendor directory without its modules.txt',
    files: { ...USES_TEXT, 'vendor/README': '' },
    words: 'inconsistent vendoring',
    finding: 'modules.vendor.mismatch',
    at: 'go.mod:5',
  },
  ...(['', '/go.mod'] as const).map(
    (which): Refusal => ({
      title: `a lost ${which === '' ? 'module' : which} line of go.sum`,
      files: {
        ...USES_TEXT,
        'go.sum': USES_TEXT['go.sum'].replace(new RegExp(`^${TEXT}${which} .*\n`, 'm'), ''),
      },
      words: 'missing go.sum entry',
      finding: 'modules.go.sum.missing',
      actual: '',
      at: 'go.mod:5',
    }),
  ),
  {
    title: 'a go.sum with an unresolved merge conflict',
    files: { ...USES_TEXT, 'go.sum': `<<<<<<< HEAD\n${USES_TEXT['go.sum']}=======\n>>>>>>> other\n` },
    sdks: [NEWEST],
    words: 'malformed go.sum:',
    finding: 'build.packages.mismatch',
    at: 'go.sum:1',
  },
  {
    title: 'a line in go.sum that is none',
    files: { ...USES_TEXT, 'go.sum': `${USES_TEXT['go.sum']}golang.org/x/net v0.1.0\n` },
    sdks: [NEWEST],
    words: 'malformed go.sum:',
    finding: 'build.packages.mismatch',
    at: 'go.sum:3',
  },
];

function environment(sdk: string, root = sdkRoot(sdk), more: Readonly<Record<string, string>> = {}): Env {
  const bin = join(root, 'bin');
  const { PATH, ...rest } = more;
  // What is in the module cache needs no checksum database.
  const own = { GOTOOLCHAIN: 'local', GOPROXY: 'off', GONOSUMDB: '*', GOFLAGS: '' };
  const env = sdkEnv(bin, directory(), { ...own, ...rest });
  return PATH === undefined ? env : { ...env, PATH: bin };
}

function goIn(dir: string, sdk: string, ...args: readonly string[]): void {
  execFileSync('go', args, { cwd: dir, env: environment(sdk), stdio: 'pipe' });
}

function build(dir: string, env: Env, args = ['build', './...']) {
  const { status, stderr } = spawnSync('go', args, { cwd: dir, env, encoding: 'utf8' });
  return { status, stderr };
}

interface Told {
  readonly id: string;
  readonly severity: string;
  readonly actual: string | null;
  readonly fix: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

async function check(dir: string, env: Env) {
  const { stdout, exitCode } = await runCli(['check', '--json'], dir, env);
  const report = JSON.parse(stdout);
  const [project] = report.projects;
  const dimensions = project.dimensions as readonly {
    id: string;
    state: string;
    reason: string | null;
    message: string | null;
  }[];
  return { exitCode, findings: project.findings as readonly Told[], dimensions, errors: report.errors };
}

/** Runs advice as a person would, and gives the environment that their shell then has. */
function follow(fix: string, dir: string, env: Env): Env {
  const path = `${env.PATH}:/usr/bin:/bin`;
  const { status, stdout, stderr } = spawnSync('/bin/bash', ['-c', `{ ${fix}\n} >&2 && /usr/bin/env -0`], {
    cwd: dir,
    env: { ...env, PATH: path },
    encoding: 'utf8',
  });
  expect([fix, status, stderr]).toEqual([fix, 0, expect.anything()]);
  const after = environmentOf(stdout);
  return { ...after, PATH: env.PATH ?? '' };
}

const CASES = REFUSALS.flatMap((refusal) =>
  (refusal.sdks ?? [OLD, NEWEST]).map((sdk) => [sdk, refusal.title, refusal] as const),
);

describe('what keeps Go from building is told, and the advice ends it', () => {
  test.concurrent.each(CASES)('%s: %s', async (sdk, _, refusal) => {
    const root = directory(refusal.files);
    refusal.prepare?.(root);
    const dir = join(root, refusal.in ?? '');
    const env = environment(sdk, sdkRoot(sdk), refusal.env);
    const pattern = refusal.in === '' ? ['build', './a/...', './b/...'] : ['build', './...'];
    const said = build(dir, env, pattern);
    expect(said.status).not.toBe(0);
    expect(said.stderr).toContain(refusal.words);

    const before = await check(dir, env);
    expect(before.exitCode).toBe(1);
    const told = before.findings.filter(({ id }) => id === refusal.finding);
    expect(told).toHaveLength(1);
    const [finding] = told;
    expect(finding?.severity).toBe('error');
    expect(finding?.actual ?? '').toContain(refusal.actual ?? refusal.words.replace(/:$/, ''));
    if (refusal.at !== undefined) expect(`${finding?.file}:${finding?.line}`).toBe(join(root, refusal.at));

    const after = follow(finding?.fix ?? 'false', dir, env);
    expect(build(dir, after, pattern)).toEqual({ status: 0, stderr: '' });
    const mended = await check(dir, after);
    expect(mended.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const unknown = mended.dimensions.filter(({ state }) => state === 'unknown').map(({ id }) => id);
    expect(unknown).toEqual(refusal.unknownAfter ?? []);
  });
});

describe('what does not keep Go from building is no finding', () => {
  const HEALTHY: readonly (readonly [
    string,
    Files,
    string,
    (dir: string) => void,
    Readonly<Record<string, string>>,
  ])[] = [
    ['a repository', PROGRAM, '', commit, {}],
    ['a repository without a commit', PROGRAM, '', (dir) => void git(dir, 'init', '-q'), {}],
    ['a repository without git', PROGRAM, '', commit, { PATH: '' }],
    ['a worktree that is gone', { ...PROGRAM, '.git': 'gitdir: /nowhere\n' }, '', () => {}, {}],
    [
      'a broken repository with -buildvcs=false',
      PROGRAM,
      '',
      (dir) => {
        commit(dir);
        writeFileSync(join(dir, '.git/HEAD'), '');
      },
      { GOFLAGS: '-buildvcs=false' },
    ],
    [
      'a broken repository around a library',
      { 'go.mod': PROGRAM['go.mod'], 'm.go': 'package m\n' },
      '',
      (dir) => {
        commit(dir);
        writeFileSync(join(dir, '.git/HEAD'), '');
      },
      {},
    ],
    [
      'a workspace without version control, in a member',
      { 'go.work': 'go 1.21\n\nuse ./a\n', 'a/go.mod': member('a'), 'a/m.go': MAIN },
      'a',
      () => {},
      {},
    ],
  ];
  test.concurrent.each(HEALTHY.flatMap((each) => [OLD, NEWEST].map((sdk) => [sdk, ...each] as const)))(
    '%s: %s',
    async (sdk, _, files, place, prepare, more) => {
      const root = directory(files);
      prepare(root);
      const dir = join(root, place);
      const env = environment(sdk, sdkRoot(sdk), more);
      expect(build(dir, env).status).toBe(0);
      const { findings } = await check(dir, env);
      expect(findings.filter(({ id }) => /vcs|GOWORK|GOROOT|packages/.test(id))).toEqual([]);
    },
  );
});

test('a go.work found above, with a repository in between, is not the project’s own', async () => {
  const root = directory({ 'go.work': 'go 1.21\n\nuse ./a\n', 'a/go.mod': member('a'), 'a/m.go': MAIN });
  git(join(root, 'a'), 'init', '-q');
  const env = environment(NEWEST);
  const { findings } = await check(join(root, 'a'), env);
  const found = findings.find(({ id }) => id === 'build_env.GOWORK.mismatch');
  expect(found).toMatchObject({ severity: 'warning', fix: 'export GOWORK=off' });
});

test('explain says that no Go runs below a go.work that contradicts its modules, and advises no other Go', async () => {
  const dir = directory({
    'go.work': 'go 1.21\n\nuse ./a\n',
    'a/go.mod': member('a', '1.21.1'),
    'a/m.go': MAIN,
  });
  const env = environment(NEWEST);
  const { stdout } = await runCli(['explain', '--json'], dir, env);
  expect(JSON.parse(stdout)).toMatchObject({
    running: null,
    alternatives: [],
    toolchain: { refused: expect.stringContaining('requires go >= 1.21.1, but go.work lists go 1.21') },
  });
  const text = (await runCli(['explain'], dir, env)).stdout;
  expect(text).toContain('No Go runs here.');
  expect(text).not.toContain('What other choices would do');
});

describe('a directory that is gone', () => {
  const GONE: readonly (readonly [string, Files, string, string])[] = [
    [
      'replace',
      {
        'go.mod':
          'module example.com/m\n\ngo 1.21\n\nrequire example.com/sdk v0.0.0\n\nreplace example.com/sdk => ../sdk\n',
        'main.go': 'package main\n\nimport _ "example.com/sdk"\n\nfunc main() {}\n',
      },
      'go.mod:7',
      'replace example.com/sdk => ../sdk: there is no go.mod in that directory',
    ],
    [
      'use',
      { 'go.work': 'go 1.21\n\nuse ./a\nuse ./gone\n', 'a/go.mod': member('a'), 'a/m.go': MAIN },
      'go.work:4',
      'use ./gone: there is no go.mod in that directory',
    ],
  ];
  test.concurrent.each(GONE.flatMap((each) => [OLD, NEWEST].map((sdk) => [sdk, ...each] as const)))(
    '%s: %s',
    async (sdk, kind, files, at, words) => {
      const dir = directory(files);
      const env = environment(sdk);
      expect(build(dir, env, ['build', kind === 'use' ? './a' : './...']).status).not.toBe(0);
      const { exitCode, findings, dimensions, errors } = await check(dir, env);
      // The newest Go is newer than the go line, which is another matter.
      const others = findings.filter(({ id }) => id !== 'go_version.running.mismatch');
      expect([others, exitCode]).toEqual([[], sdk === OLD ? 2 : 1]);
      const unknown = dimensions.filter(({ state }) => state === 'unknown');
      expect(unknown.map(({ id, reason }) => [id, reason])).toEqual([
        ['modules', 'invalid_input'],
        ['build', 'invalid_input'],
      ]);
      for (const { message } of unknown) expect(message).toContain(`${join(dir, at)}: ${words}`);
      const [file, line] = join(dir, at).split(':');
      expect(errors).toEqual([{ file, line: Number(line), message: expect.stringContaining(words) }]);
    },
  );
});

describe('an SDK that is not whole', () => {
  /** Of links: what is removed is removed only here. */
  function sdkCopy(sdk: string): string {
    const root = join(directory(), 'go');
    const from = sdkRoot(sdk);
    // Links need the same file system.
    if (spawnSync('cp', ['-al', from, root]).status !== 0) execFileSync('cp', ['-a', from, root]);
    execFileSync('find', [root, '-type', 'd', '-exec', 'chmod', 'u+w', '{}', '+']);
    return root;
  }
  const files = {
    ...PROGRAM,
    'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println() }\n',
  };
  const toolDir = `pkg/tool/linux_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const DAMAGES: readonly (readonly [title: string, part: string, words: string, args: readonly string[]])[] =
    [
      ['without its linker', `${toolDir}/link`, 'go: no such tool "link"', ['build', './...']],
      ['without its assembler', `${toolDir}/asm`, 'go: no such tool "asm"', ['build', './...']],
      ['without its compiler', `${toolDir}/compile`, 'go: no such tool "compile"', ['build', './...']],
      ['without vet', `${toolDir}/vet`, 'go: no such tool "vet"', ['vet', './...']],
      ['without a package', 'src/fmt', 'package fmt is not in std', ['build', './...']],
      ['without sources', 'src', 'is not in std', ['build', './...']],
      ['without headers', 'pkg/include', 'textflag.h: no such file or directory', ['build', './...']],
    ];
  test.concurrent.each(DAMAGES.flatMap((each) => [OLD, NEWEST].map((sdk) => [sdk, ...each] as const)))(
    '%s %s',
    async (sdk, _, part, words, args) => {
      const root = sdkCopy(sdk);
      rmSync(join(root, part), { recursive: true });
      const dir = directory(files);
      // With what is in the build cache Go needs no headers.
      const env = environment(sdk, root, {
        CGO_ENABLED: '0',
        ...(part === 'pkg/include' ? { GOCACHE: directory() } : {}),
      });
      const { status, stderr } = build(dir, env, [...args]);
      expect([status === 0, stderr]).toEqual([false, expect.stringContaining(words)]);
      const { exitCode, findings } = await check(dir, env);
      expect(exitCode).toBe(1);
      const found = findings.filter(({ id }) => id === 'build_env.GOROOT.missing');
      expect(found).toEqual([
        expect.objectContaining({
          severity: args[0] === 'vet' ? 'warning' : 'error',
          actual: expect.stringContaining(words),
          fix: `install ${sdk} anew into a directory of its own`,
        }),
      ]);
    },
  );

  test.each([
    ['go1.21.13', 'go1.23.12'],
    ['go1.26.11', NEWEST],
  ])('of %s with %s unpacked over it', async (older, newer) => {
    const root = sdkCopy(newer);
    let left = 0;
    for (const name of ['runtime', 'internal/strconv']) {
      const from = join(sdkRoot(older), 'src', name);
      for (const file of existsSync(from) ? readdirSync(from) : []) {
        const to = join(root, 'src', name, file);
        if (!file.endsWith('.go') || existsSync(to)) continue;
        mkdirSync(dirname(to), { recursive: true });
        copyFileSync(join(from, file), to);
        utimesSync(to, 1_700_000_000, 1_700_000_000);
        left += 1;
      }
    }
    expect(left).toBeGreaterThan(0);
    const dir = directory(files);
    const env = environment(newer, root, { CGO_ENABLED: '0' });
    const { status, stderr } = build(dir, env);
    expect([status === 0, stderr]).toEqual([false, expect.stringContaining('redeclared in this block')]);
    const { exitCode, findings } = await check(dir, env);
    expect(exitCode).toBe(1);
    expect(findings.filter(({ id }) => id === 'build.GOROOT.mismatch')).toEqual([
      expect.objectContaining({
        severity: 'error',
        actual: expect.stringMatching(/redeclared in this block/),
      }),
    ]);
  });
  test.each([MACHINE_GO, 'go1.18.10', 'go1.23.12'])(
    '%s as it is shipped is no finding, though distributions generate files later',
    async (sdk) => {
      const root = sdkCopy(sdk);
      const generated = join(root, 'src/runtime/env_posix.go');
      const text = readFileSync(generated);
      rmSync(generated);
      writeFileSync(generated, text);
      const dir = directory({ ...files, 'go.mod': 'module example.com/m\n\ngo 1.18\n' });
      const env = environment(sdk, root);
      expect(build(dir, env).status).toBe(0);
      const { findings } = await check(dir, env);
      expect(findings.filter(({ id }) => id.includes('GOROOT'))).toEqual([]);
    },
  );
});

const noSetpriv = spawnSync('setpriv', ['--version']).status !== 0;
const whyNot = !isRoot ? ' (skipped: not root)' : noSetpriv ? ' (skipped: there is no setpriv)' : '';

describe.skipIf(whyNot !== '')(`as an ordinary user${whyNot}`, () => {
  const NOBODY = 65_534;
  const MAIN_TS = join(import.meta.dirname, '../../src/main.ts');

  function asNobody(command: readonly string[], cwd: string, env: Env) {
    const args = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...command];
    const { status, stdout, stderr } = spawnSync('setpriv', args, { cwd, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  function place(files: Files, prepare: (dir: string) => void) {
    const dir = directory(files);
    const env = environment(MACHINE_GO);
    const home = env.HOME ?? '';
    prepare(dir);
    for (let at = dirname(dir); at !== '/' && at !== '/tmp'; at = dirname(at)) chmodSync(at, 0o755);
    execFileSync('chmod', ['755', dir, home]);
    chownSync(home, NOBODY, NOBODY);
    return { dir, env: { ...env, GOCACHE: join(home, 'cache'), GOMODCACHE: join(home, 'mod') } };
  }

  const CLOSED: readonly (readonly [
    title: string,
    prepare: (dir: string) => void,
    id: string,
    words: string,
  ])[] = [
    [
      'a closed directory',
      (dir) => chmodSync(join(dir, 'data'), 0o000),
      'build.packages.mismatch',
      'permission denied',
    ],
    [
      'a directory of another user',
      (dir) => chmodSync(join(dir, 'data'), 0o700),
      'build.packages.mismatch',
      'permission denied',
    ],
    [
      'a closed file',
      (dir) => chmodSync(join(dir, 'main.go'), 0o000),
      'build.packages.mismatch',
      'permission denied',
    ],
    ['a checkout of root', commit, 'build.vcs.mismatch', VCS],
    [
      'a closed .git',
      (dir) => {
        commit(dir);
        chmodSync(join(dir, '.git'), 0o700);
      },
      'build.vcs.mismatch',
      VCS,
    ],
  ];
  test.each(CLOSED)('%s', (_, prepare, id, words) => {
    const { dir, env } = place({ ...PROGRAM, 'data/PG_VERSION': '16\n' }, prepare);
    const go = join(sdkRoot(MACHINE_GO), 'bin/go');
    const goBuild = () => asNobody([go, 'build', '-o', '/dev/null', './...'], dir, env);
    const said = goBuild();
    expect([said.status === 0, said.stderr]).toEqual([false, expect.stringContaining(words)]);
    const look = () => asNobody([process.execPath, MAIN_TS, 'check', '--json'], dir, env);
    const before = look();
    expect(before.status).toBe(1);
    const told = (text: string) =>
      (JSON.parse(text).projects[0].findings as readonly Told[]).find((finding) => finding.id === id);
    const finding = told(before.stdout);
    expect(finding).toMatchObject({ severity: 'error', actual: expect.stringContaining(words) });
    const fix = finding?.fix ?? 'false';
    // The owner's advice is run by the owner, who is root; so is sudo's.
    const asOwner = /^(?:chmod|sudo) /.test(fix);
    if (asOwner) {
      const shell = fix
        .replace('$(id -un)', String(NOBODY))
        .replace(/^sudo /, '')
        .replace('u+rwX', 'a+rX');
      execFileSync('bash', ['-c', shell], { cwd: dir });
      expect([goBuild().status, told(look().stdout)]).toEqual([0, undefined]);
      return;
    }
    const after = asNobody(
      [
        'bash',
        '-c',
        `${fix}\n"$0" "$1" check --json; "$2" build -o /dev/null ./... >&2`,
        process.execPath,
        MAIN_TS,
        go,
      ],
      dir,
      env,
    );
    expect([after.status, after.stderr]).toEqual([0, '']);
    expect(told(after.stdout)).toBeUndefined();
  });

  test('a closed go.mod is named, and nothing is called a bug', () => {
    const { dir, env } = place(PROGRAM, (at) => chmodSync(join(at, 'go.mod'), 0o000));
    const { status, stdout, stderr } = asNobody([process.execPath, MAIN_TS, 'check', '--json'], dir, env);
    expect(status).toBe(2);
    expect(stderr).not.toContain('bug');
    expect(JSON.parse(stdout).errors).toEqual([
      { file: join(dir, 'go.mod'), line: null, message: `open ${join(dir, 'go.mod')}: permission denied` },
    ]);
  });
});
