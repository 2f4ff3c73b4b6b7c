import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goModHash } from '../../src/domain/module-cache.ts';
import { fileDirectories } from '../support/file-directories.ts';
import { environmentOf } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

const OLD = 'go1.20.14';
const WITHOUT_INDEX = 'go1.18.10';
const NEW = 'go1.27.4';
const ENDS = [OLD, NEW];
prepareToolchains(WITHOUT_INDEX, OLD, 'go1.22.12', 'go1.23.12', 'go1.24.0', NEW);

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const NOBODY = 65_534;
const directory = fileDirectories();

/** What to find in an environment: `refuses` are the commands of Go that fail in it. */
interface Row {
  readonly what: string;
  readonly sdks: readonly string[];
  readonly arrange: (place: Place) => Readonly<Record<string, string>>;
  /** Shell lines in a mount namespace of its own, `$HOME` being the home. */
  readonly mount?: string;
  readonly refuses: readonly Command[];
  readonly finding: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly words: RegExp;
  readonly origin?: RegExp;
}

type Command = 'build' | 'vet' | 'test';
const COMMANDS: Readonly<Record<Command, readonly string[]>> = {
  build: ['build', './...'],
  vet: ['vet', './...'],
  test: ['test', '-count=1', '-run', '^$', './...'],
};
const ALL: readonly Command[] = ['build', 'vet', 'test'];

class Place {
  readonly dir = directory({
    'go.mod': 'module m\n\ngo 1.18\n',
    'm.go': 'package m\n',
    'm_test.go': 'package m\n',
  });
  readonly home = directory();
  readonly nobody: boolean;

  constructor(nobody: boolean) {
    this.nobody = nobody;
    if (!nobody) return;
    for (const dir of [dirname(this.home), this.dir]) chmodSync(dir, 0o755);
    for (const dir of [this.dir, this.home]) chownSync(dir, NOBODY, NOBODY);
  }

  /** A directory below the home, of the user who makes it: not of the one who is looked at. */
  make(name: string, mode = 0o755): string {
    const path = join(this.home, name);
    mkdirSync(path, { mode });
    chmodSync(path, mode);
    return path;
  }

  write(name: string, text = '', mode = 0o644): string {
    const path = join(this.home, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }
}

const SHELL: readonly Row[] = [
  ...[
    ['GOMEMLIMIT', '4G', /^fatal error: malformed GOMEMLIMIT/, ENDS],
    ['GODEBUG', 'fips140=bogus', /^panic: fips140: unknown GODEBUG setting fips140=bogus/, ['go1.24.0', NEW]],
    ['GODEBUG', 'cgocheck=2', /^fatal error: cgocheck > 1 mode/, ['go1.22.12', NEW]],
    ['GODEBUG', 'gotypesalias=0', /^fatal error: removed GODEBUG "gotypesalias"/, ['go1.27.4']],
  ].map(
    ([name, value, words, sdks]): Row => ({
      what: `${name}=${value}`,
      sdks: sdks as string[],
      arrange: () => ({ [name as string]: value as string }),
      refuses: ALL,
      finding: `build_env.${name}.mismatch`,
      severity: 'error',
      words: words as RegExp,
    }),
  ),
  ...[
    [
      'of a missing program',
      () => '/nowhere/hunter2',
      /"\*\*\*": fork\/exec \*\*\*: no such file or directory$/,
    ],
    [
      'of a name not in PATH',
      () => 'hunter2 x',
      /"\*\*\*": exec: "\*\*\*": executable file not found in \$PATH$/,
    ],
    ['of a directory', ({ home }: Place) => `"${home}"`, /fork\/exec \*\*\*: permission denied$/],
    ['of no program', (place: Place) => place.write('hunter2'), /fork\/exec \*\*\*: permission denied$/],
    [
      'of no script and no binary',
      (place: Place) => place.write('hunter2', 'true\n', 0o755),
      /"\*\*\*": fork\/exec \*\*\*: exec format error$/,
    ],
    [
      'of a script without its interpreter',
      (place: Place) => place.write('hunter2', '#!/nowhere/sh\n', 0o755),
      /fork\/exec \*\*\*: no such file or directory$/,
    ],
    ['with an open quote', () => "'hunter2", /^GOCACHEPROG args: unterminated ' string$/],
  ].map(
    ([what, value, words]): Row => ({
      what: `GOCACHEPROG ${what}`,
      sdks: ['go1.24.0', NEW],
      arrange: (place) => ({ GOCACHEPROG: (value as (place: Place) => string)(place) }),
      refuses: ALL,
      finding: 'build_env.GOCACHEPROG.mismatch',
      severity: 'error',
      words: words as RegExp,
    }),
  ),
  ...[
    [
      'of a missing program',
      () => '/nowhere/hunter2',
      /"\*\*\*": fork\/exec \*\*\*: no such file or directory$/,
    ],
    [
      'of no script and no binary',
      (place: Place) => place.write('hunter2', 'true\n', 0o755),
      /"\*\*\*": fork\/exec \*\*\*: exec format error$/,
    ],
  ].map(
    ([what, value, words]): Row => ({
      what: `GOCACHEPROG in the env file, ${what}`,
      sdks: ['go1.24.0', NEW],
      arrange: (place) => {
        mkdirSync(join(place.home, '.config/go'), { recursive: true });
        place.write('.config/go/env', `GOCACHEPROG=${(value as (place: Place) => string)(place)}\n`);
        return {};
      },
      refuses: ALL,
      finding: 'build_env.GOCACHEPROG.mismatch',
      severity: 'error',
      words: words as RegExp,
      origin: /^~\/\.config\/go\/env:1$/,
    }),
  ),
  ...[
    ['without its interpreter', '#!/nowhere/sh\n', /^-toolexec: fork\/exec \S+: no such file or directory$/],
    ['of no script and no binary', 'true\n', /^-toolexec: fork\/exec \S+: exec format error$/],
  ].map(
    ([what, text, words]): Row => ({
      what: `-toolexec ${what}`,
      sdks: ENDS,
      arrange: (place) => ({ GOFLAGS: `-toolexec=${place.write('wrap', text as string, 0o755)}` }),
      refuses: ALL,
      finding: 'build_env.GOFLAGS.mismatch',
      severity: 'error',
      words: words as RegExp,
    }),
  ),
];

const SPACE =
  'mount -t tmpfs -o size=256k none "$HOME/t" && { head -c 1M /dev/zero > "$HOME/t/fill"; } 2>&-; true';

const ERRORS: readonly Omit<Row, 'sdks' | 'severity'>[] = [
  {
    what: 'GOCACHE is a file',
    arrange: (place) => ({ GOCACHE: place.write('file') }),
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /no directory/,
  },
  {
    what: 'GOCACHE is a link to nothing',
    arrange: ({ home }) => {
      symlinkSync('/nowhere', join(home, 'link'));
      return { GOCACHE: join(home, 'link') };
    },
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /link, no directory/,
  },
  {
    what: 'GOCACHE is below a link to nothing',
    arrange: ({ home }) => {
      symlinkSync('/nowhere', join(home, 'link'));
      return { GOCACHE: join(home, 'link/a/b') };
    },
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /no directory/,
  },
  {
    what: 'a file has the name of a directory in GOCACHE',
    arrange: (place) => {
      const GOCACHE = place.make('cache');
      place.write('cache/ab');
      return { GOCACHE };
    },
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /cache\/ab, no directory/,
  },
  {
    what: 'a link to nothing has the name of a directory in GOCACHE',
    arrange: (place) => {
      const GOCACHE = place.make('cache');
      symlinkSync('/nowhere', join(GOCACHE, 'ab'));
      return { GOCACHE };
    },
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /cache\/ab, no directory/,
  },
  {
    what: 'GOCACHE on a read-only file system',
    arrange: (place) => ({ GOCACHE: join(place.make('t'), 'cache') }),
    mount: 'mount -t tmpfs -o ro none "$HOME/t"',
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /not writable/,
  },
  {
    what: 'GOCACHE on a full disk',
    arrange: (place) => ({ GOCACHE: place.make('t') }),
    mount: SPACE,
    refuses: ALL,
    finding: 'build_cache.space.mismatch',
    words: /no space left on device/,
  },
  {
    what: 'HOME and GOCACHE not set',
    arrange: () => ({ HOME: '', GOCACHE: '' }),
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    words: /not defined/,
  },
  ...(['TMPDIR', 'GOTMPDIR'] as const).flatMap((name): typeof ERRORS => [
    {
      what: `${name} is missing`,
      arrange: () => ({ [name]: '/nowhere' }),
      refuses: ALL,
      finding: `build_env.${name}.mismatch`,
      words: /^creating work dir: stat \/nowhere: no such file or directory$/,
    },
    {
      what: `${name} is a file`,
      arrange: (place) => ({ [name]: place.write('file') }),
      refuses: ALL,
      finding: `build_env.${name}.mismatch`,
      words: /^creating work dir: mkdir \S+: not a directory$/,
    },
    {
      what: `${name} on a read-only file system`,
      arrange: (place) => ({ [name]: place.make('t') }),
      mount: 'mount -t tmpfs -o ro none "$HOME/t"',
      refuses: ALL,
      finding: `build_env.${name}.mismatch`,
      words: /^creating work dir: mkdir \S+: read-only file system$/,
    },
    {
      what: `${name} on a full disk`,
      arrange: (place) => ({ [name]: place.make('t') }),
      mount: SPACE,
      // From 1.27 on vet has nothing to write there.
      refuses: ['build', 'test'],
      finding: `build_env.${name}.mismatch`,
      words: /no space left on device/,
    },
  ]),
  {
    what: 'GOMODCACHE is a file, and a module is needed',
    arrange: (place) => ({ ...needModule(place), GOMODCACHE: place.write('file') }),
    refuses: ALL,
    finding: 'build_env.GOMODCACHE.mismatch',
    words: /^could not create module cache: "\S+" is not a directory$/,
  },
];

const PLACES: readonly Row[] = ERRORS.map((row) => ({
  ...row,
  sdks: ENDS,
  severity: 'error',
}));

const WARNINGS: readonly Row[] = [
  ...['TMPDIR', 'GOTMPDIR'].map(
    (name): Row => ({
      what: `${name} mounted noexec`,
      sdks: ENDS,
      arrange: (place) => ({ [name]: place.make('t') }),
      mount: 'mount -t tmpfs -o noexec none "$HOME/t"',
      refuses: ['test'],
      finding: `build_env.${name}.mismatch`,
      severity: 'warning',
      words: /mounted noexec/,
    }),
  ),
];

const HARMLESS: readonly Row[] = [
  [
    'GOENV is a directory',
    (place: Place) => ({ GOENV: place.home }),
    'GOENV',
    /a directory: Go goes on without it$/,
  ],
  ['GOAUTH names no program', () => ({ GOAUTH: 'off; hunter2 x' }), 'GOAUTH', /cannot be started/],
  [
    'GOMODCACHE is a file, and no module is needed',
    (place: Place) => ({ GOMODCACHE: place.write('file') }),
    'GOMODCACHE',
    /is not a directory$/,
  ],
].map(([what, arrange, name, words]) => ({
  what: what as string,
  sdks: name === 'GOAUTH' ? ['go1.24.0', NEW] : ENDS,
  arrange: arrange as Row['arrange'],
  refuses: [],
  finding: `build_env.${name}.mismatch`,
  severity: 'info',
  words: words as RegExp,
}));

/** Rows that need a directory of another user. */
const OF_ROOT: readonly Row[] = [
  {
    what: 'an empty GOCACHE is root’s',
    sdks: ENDS,
    arrange: (place) => ({ GOCACHE: place.make('cache') }),
    refuses: ALL,
    finding: 'build_cache.validity.mismatch',
    severity: 'error',
    words: /not writable/,
  },
  {
    what: 'GOCACHE and all its directories are root’s',
    sdks: ENDS,
    arrange: (place) => ({ GOCACHE: rootsCache(place) }),
    refuses: ALL,
    finding: 'build_cache.access.mismatch',
    severity: 'error',
    words: /256 of its directories.*permission denied$/,
  },
  {
    what: 'the directories in GOCACHE are root’s',
    sdks: ENDS,
    arrange: (place) => {
      const GOCACHE = rootsCache(place);
      chownSync(GOCACHE, NOBODY, NOBODY);
      return { GOCACHE };
    },
    refuses: ALL,
    finding: 'build_cache.access.mismatch',
    severity: 'error',
    words: /256 of its directories.*permission denied$/,
  },
  {
    what: 'GOCACHE is root’s, before packages had an index',
    sdks: [WITHOUT_INDEX],
    arrange: (place) => ({ GOCACHE: rootsCache(place) }),
    refuses: [],
    finding: 'build_cache.access.mismatch',
    severity: 'warning',
    words: /Go silently keeps nothing in it$/,
  },
  {
    what: 'GOCACHE is root’s, its directories are the user’s, and it was never trimmed',
    sdks: ['go1.23.12'],
    arrange: (place) => ({ GOCACHE: ownDirectories(place) }),
    refuses: ALL,
    finding: 'build_cache.access.mismatch',
    severity: 'error',
    words: /cache is not writable: failed to trim cache: open \S+trim\.txt: permission denied$/,
  },
  {
    what: 'GOMODCACHE is root’s, and a module is missing',
    sdks: ENDS,
    arrange: (place) => ({ ...needModule(place), GOMODCACHE: place.make('mod') }),
    refuses: ALL,
    finding: 'build_env.GOMODCACHE.mismatch',
    severity: 'error',
    words: /^writing go\.mod cache: mkdir \S+: permission denied/,
  },
  {
    what: 'TMPDIR is root’s',
    sdks: ENDS,
    arrange: (place) => ({ TMPDIR: place.make('t') }),
    refuses: ALL,
    finding: 'build_env.TMPDIR.mismatch',
    severity: 'error',
    words: /^creating work dir: mkdir \S+: permission denied$/,
  },
  ...(['file', 'directory'] as const).map(
    (closed): Row => ({
      what: `GOENV ${closed === 'file' ? 'is a file' : 'is in a directory'} that only root reads`,
      sdks: ENDS,
      arrange: (place) => ({
        GOENV:
          closed === 'file'
            ? place.write('env', 'GOFLAGS=bad\n', 0o600)
            : join(place.make('closed', 0o700), 'env'),
      }),
      refuses: [],
      finding: 'build_env.GOENV.mismatch',
      severity: 'info',
      words: /not readable: Go goes on without it$/,
    }),
  ),
];

function rootsCache(place: Place): string {
  const cache = place.make('cache');
  for (let index = 0; index < 256; index++) mkdirSync(join(cache, index.toString(16).padStart(2, '0')));
  return cache;
}

function ownDirectories(place: Place): string {
  const cache = rootsCache(place);
  for (const name of readdirSync(cache)) chownSync(join(cache, name), NOBODY, NOBODY);
  return cache;
}

/** A module that a proxy of files has, as far as Go comes. */
function needModule({ dir, home }: Place): Record<string, string> {
  const mod = 'module example.com/dep\n';
  const proxy = join(home, 'proxy/example.com/dep/@v');
  mkdirSync(proxy, { recursive: true });
  writeFileSync(join(proxy, 'v1.0.0.mod'), mod);
  writeFileSync(join(proxy, 'v1.0.0.info'), '{"Version":"v1.0.0"}');
  writeFileSync(join(dir, 'go.mod'), 'module m\n\ngo 1.18\n\nrequire example.com/dep v1.0.0\n');
  writeFileSync(join(dir, 'm.go'), 'package m\n\nimport _ "example.com/dep"\n');
  writeFileSync(
    join(dir, 'go.sum'),
    `example.com/dep v1.0.0 ${goModHash('x')}\nexample.com/dep v1.0.0/go.mod ${goModHash(mod)}\n`,
  );
  return { GOPROXY: `file://${home}/proxy`, GONOSUMDB: '*' };
}

interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Run = (command: readonly string[], env?: Readonly<Record<string, string>>) => Answer;

/** Runs commands as the row's user, in a mount namespace of its own where the row or the SDK needs one. */
function runner(
  row: Row,
  place: Place,
  sdk: string,
): { readonly run: Run; readonly env: Record<string, string> } {
  // Another user may not look into root's module cache.
  const visible = join(place.home, 'sdk');
  if (place.nobody) mkdirSync(visible);
  const root = place.nobody ? visible : sdkRoot(sdk);
  const set = sdkEnv(join(root, 'bin'), place.home, { GOTOOLCHAIN: 'local' });
  if (place.nobody) {
    for (const name of ['own-cache', 'own-mod']) chownSync(place.make(name), NOBODY, NOBODY);
    Object.assign(set, { GOCACHE: join(place.home, 'own-cache'), GOMODCACHE: join(place.home, 'own-mod') });
  }
  const env = Object.fromEntries(
    Object.entries({ ...set, ...row.arrange(place) }).filter(([, value]) => value !== ''),
  );
  const mounts = [
    ...(place.nobody ? [`mount --bind '${sdkRoot(sdk)}' '${visible}'`] : []),
    ...(row.mount === undefined ? [] : [row.mount.replaceAll('$HOME', place.home)]),
  ];
  const within = [
    ...(mounts.length === 0
      ? []
      : [
          'unshare',
          place.nobody ? '-m' : '-rm',
          'sh',
          '-c',
          `${mounts.join(' && ')} || exit 99; exec "$@"`,
          'sh',
        ]),
    ...(place.nobody ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []),
  ];
  const run: Run = (command, more = env) => {
    const line = [...within, ...command];
    const { status, stdout, stderr } = spawnSync(line[0] ?? '', line.slice(1), {
      cwd: place.dir,
      env: more,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  return { run, env };
}

/** The environment that a person's shell has after the advice; what it does by sudo, root does. */
function follow(fix: string, run: Run, env: Readonly<Record<string, string>>): Record<string, string> {
  const script = `sudo() { printf 'sudo %s\\n' "$*" >&2; }\n{ ${fix}\n} >&2 && env -0`;
  const { status, stdout, stderr } = run(['bash', '-c', script], env);
  expect([fix, status]).toEqual([fix, 0]);
  for (const [, command = ''] of stderr.matchAll(/^sudo (.*)$/gm))
    expect(spawnSync('sh', ['-c', command]).status).toBe(0);
  return environmentOf(stdout);
}

function godrift(run: Run, args: readonly string[], env?: Readonly<Record<string, string>>): Answer {
  return run([process.execPath, MAIN, ...args], env);
}

const CHECK = ['check', '--json', '--only', 'build_env,build_cache'];

function prove(row: Row, sdk: string, nobody: boolean): void {
  const place = new Place(nobody);
  const { run, env } = runner(row, place, sdk);
  // Of a directory that has just changed Go writes no index (cmd/go/internal/modindex: modTimeCutoff).
  for (const path of [...readdirSync(place.dir).map((name) => join(place.dir, name)), place.dir])
    utimesSync(path, 1_000_000_000, 1_000_000_000);
  // What does not refuse compiles the standard library where it has a cache of its own.
  const asked = row.refuses.length === 0 && nobody ? (['build'] as const) : ALL;
  const refused = asked.filter((command) => run(['go', ...COMMANDS[command]]).status !== 0);
  expect(refused).toEqual(expect.arrayContaining([...row.refuses]));
  if (row.refuses.length === 0) expect(refused).toEqual([]);

  const first = godrift(run, CHECK);
  const [{ findings }] = JSON.parse(first.stdout).projects;
  const finding = findings.find(({ id }: { id: string }) => id === row.finding);
  expect(findings).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: row.finding, severity: row.severity })]),
  );
  expect(finding.actual).toMatch(row.words);
  if (row.origin !== undefined) expect(finding.origin).toMatch(row.origin);
  expect(first.status).toBe(row.severity === 'info' ? 0 : 1);
  expect(first.stdout).not.toContain('hunter2');

  const doctor = godrift(run, ['doctor', '--json']);
  const build = JSON.parse(doctor.stdout).checks.find(({ name }: { name: string }) => name === 'build');
  expect([build.ok, build.message]).toEqual([row.severity === 'info', expect.any(String)]);

  const after = godrift(run, CHECK, follow(finding.fix, run, env));
  const [{ findings: left }] = JSON.parse(after.stdout).projects;
  expect(left.filter(({ id }: { id: string }) => id === row.finding)).toEqual([]);
}

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', process.execPath];
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), MAIN, '--version']).status === 0;

const each = (rows: readonly Row[]) =>
  rows.flatMap((row) => row.sdks.map((sdk) => [row.what, sdk, row] as const));

describe.each([
  ['a setting of the shell', SHELL],
  ['a place', PLACES],
  ['a warning', WARNINGS],
  ['nothing that hinders Go', HARMLESS],
])('%s', (_, rows) => {
  test.for(each(rows))('%s, %s', ([, sdk, row], context) => {
    if (row.mount !== undefined && !canMount)
      return context.skip('this system lets nobody mount a file system in a user namespace');
    prove(row, sdk, false);
  });
});

describe('what root left to another user', () => {
  test.for(each(OF_ROOT))('%s, %s', ([, sdk, row], context) => {
    if (!canBeNobody || !canMount)
      return context.skip('only root can become another user, who must be able to read this repository');
    prove(row, sdk, true);
  });
});

describe('what hinders nothing', () => {
  const skipped = 'only root can become another user, who must be able to read this repository';

  function asUser(sdk: string, arrange: Row['arrange']) {
    const place = new Place(true);
    const row: Row = { ...(OF_ROOT[0] as Row), arrange };
    return { place, ...runner(row, place, sdk) };
  }

  test.for([OLD, NEW])('a GOCACHE of root’s whose directories are the user’s, %s', (sdk, context) => {
    if (!canBeNobody || !canMount) return context.skip(skipped);
    const { run } = asUser(sdk, (place) => ({ GOCACHE: ownDirectories(place) }));
    expect(run(['go', 'build', './...']).status).toBe(0);
    const [{ dimensions, findings }] = JSON.parse(godrift(run, CHECK).stdout).projects;
    expect(findings.filter(({ dimension }: { dimension: string }) => dimension === 'build_cache')).toEqual(
      [],
    );
    expect(dimensions.map(({ state }: { state: string }) => state)).not.toContain('unknown');
  });

  test.for([OLD, NEW])('a GOPATH and module cache closed to this user, %s', (sdk, context) => {
    if (!canBeNobody || !canMount) return context.skip(skipped);
    const { run } = asUser(sdk, (place) => {
      const closed = place.make('closed', 0o700);
      return { GOMODCACHE: join(closed, 'go/pkg/mod'), GOPATH: join(closed, 'go') };
    });
    expect(run(['go', 'build', './...']).status).toBe(0);
    const { stdout } = godrift(run, ['check', '--json']);
    const [{ dimensions }] = JSON.parse(stdout).projects;
    expect(
      dimensions
        .filter(({ state }: { state: string }) => state === 'unknown')
        .map(({ id }: { id: string }) => id),
    ).toEqual([]);
  });

  test.for(
    [OLD, NEW].flatMap((sdk) => [
      [sdk, 'empty', 'error'] as const,
      [sdk, 'with every index', 'warning'] as const,
    ]),
  )('a look at a GOCACHE of two users writes no index there, %s, %s', ([sdk, state, severity], context) => {
    if (!canBeNobody || !canMount) return context.skip(skipped);
    const { place, run } = asUser(sdk, (at) => ({ GOCACHE: ownDirectories(at) }));
    const cache = join(place.home, 'cache');
    writeFileSync(join(place.dir, 'm.go'), 'package m\n\nimport _ "fmt"\n');
    for (const path of [...readdirSync(place.dir).map((name) => join(place.dir, name)), place.dir])
      utimesSync(path, 1_000_000_000, 1_000_000_000);
    const list = () => run(['go', 'list', '-deps', './...']).status;
    if (state !== 'empty') expect(list()).toBe(0);
    for (const name of readdirSync(cache)) if (name >= '80' && name < 'g') chownSync(join(cache, name), 0, 0);
    // `go env` keeps there which flags the C compiler knows.
    const indexes = () =>
      (readdirSync(cache, { recursive: true }) as string[])
        .filter((name) => name.endsWith('-d'))
        .filter((name) => readFileSync(join(cache, name), 'latin1').startsWith('go index v'))
        .sort();
    const before = indexes();
    const [{ findings }] = JSON.parse(godrift(run, CHECK).stdout).projects;
    expect(indexes()).toEqual(before);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'build_cache.access.mismatch', severity }));
    expect(list() === 0).toBe(severity === 'warning');
  });
});

test.for(['environment', 'env file', 'go.env'] as const)(
  'a GOCACHEPROG of the %s is never started',
  (where) => {
    const place = new Place(false);
    const mark = join(place.home, 'started');
    const program = place.write('program', `#!/bin/sh\ntouch '${mark}'\n`, 0o755);
    const sdk = sdkRoot(NEW);
    const env: Record<string, string> = sdkEnv(join(sdk, 'bin'), place.home, { GOTOOLCHAIN: 'local' });
    const line = `GOCACHEPROG=${program}\n`;
    if (where === 'environment') env.GOCACHEPROG = program;
    if (where === 'env file') {
      mkdirSync(join(place.home, '.config/go'), { recursive: true });
      place.write('.config/go/env', line);
    }
    if (where === 'go.env') {
      const root = place.make('sdk');
      for (const name of readdirSync(sdk))
        if (!['bin', 'go.env'].includes(name)) symlinkSync(join(sdk, name), join(root, name));
      mkdirSync(join(root, 'bin'));
      copyFileSync(join(sdk, 'bin/go'), join(root, 'bin/go'));
      writeFileSync(join(root, 'go.env'), readFileSync(join(sdk, 'go.env'), 'utf8') + line);
      env.PATH = `${join(root, 'bin')}:/usr/bin:/bin`;
    }
    const answers = [
      ['check', '--json'],
      ['explain', 'GOCACHEPROG'],
      ['doctor', '--json'],
    ].map((args) => spawnSync(process.execPath, [MAIN, ...args], { cwd: place.dir, env, encoding: 'utf8' }));
    expect(existsSync(mark)).toBe(false);
    const [{ dimensions }] = JSON.parse(answers[0]?.stdout ?? '').projects;
    expect(dimensions.map(({ state }: { state: string }) => state)).not.toContain('unknown');
    expect(answers[1]?.status).toBe(0);
    expect(answers[1]?.stdout).toContain('***');
    spawnSync('go', ['build', './...'], { cwd: place.dir, env });
    expect(existsSync(mark)).toBe(true);
  },
);
