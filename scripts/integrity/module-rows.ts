import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A project of its own with a module cache of its own, which a row may damage. */
export interface Bench {
  readonly project: string;
  readonly gomodcache: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One way to tamper with a module cache or a project. */
export interface TamperRow {
  readonly what: string;
  readonly tamper: (bench: Bench) => void;
}

/** Upper case: the module cache escapes it. */
export const MODULE = { path: 'github.com/BurntSushi/toml', version: 'v1.5.0' };
const DIRECTORY = 'github.com/!burnt!sushi/toml@v1.5.0';
const DOWNLOADED = 'cache/download/github.com/!burnt!sushi/toml/@v/v1.5.0';
const FILE = 'lex.go';

export const MODULE_ROWS: readonly TamperRow[] = [
  { what: 'nothing', tamper: () => {} },
  {
    what: 'a byte of a file in the directory',
    tamper: (bench) => flip(join(bench.gomodcache, DIRECTORY, FILE)),
  },
  {
    what: 'a file added to the directory',
    tamper: ({ gomodcache }) => writeFileSync(join(gomodcache, DIRECTORY, 'added.go'), 'package toml\n'),
  },
  {
    what: 'a file removed from the directory',
    tamper: ({ gomodcache }) => rmSync(join(gomodcache, DIRECTORY, 'COPYING')),
  },
  {
    what: 'directory and `.ziphash`, the zip gone',
    tamper: (bench) => {
      flip(join(bench.gomodcache, DIRECTORY, FILE));
      rmSync(join(bench.gomodcache, `${DOWNLOADED}.zip`));
      writeFileSync(join(bench.gomodcache, `${DOWNLOADED}.ziphash`), tamperedSum(bench));
    },
  },
  { what: 'the zip', tamper: ({ gomodcache }) => flip(join(gomodcache, `${DOWNLOADED}.zip`)) },
  {
    what: '`.ziphash`',
    tamper: ({ gomodcache }) =>
      writeFileSync(join(gomodcache, `${DOWNLOADED}.ziphash`), `h1:${'A'.repeat(43)}=`),
  },
  {
    what: '`.mod`',
    tamper: ({ gomodcache }) => appendFileSync(join(gomodcache, `${DOWNLOADED}.mod`), '// more\n'),
  },
  {
    what: 'a line of go.sum altered',
    tamper: ({ project }) => editSum(project, (line) => line.replace(/h1:.{43}/, `h1:${'A'.repeat(43)}`)),
  },
  { what: 'a line of go.sum gone', tamper: ({ project }) => editSum(project, () => null) },
  {
    what: 'a file in `vendor/`',
    tamper: (bench) => {
      execFileSync('go', ['mod', 'vendor'], { cwd: bench.project, env: bench.env });
      flip(join(bench.project, 'vendor', MODULE.path, FILE));
    },
  },
  {
    what: 'directory and zip removed, with `GOPROXY=off`',
    tamper: ({ gomodcache }) => {
      rmSync(join(gomodcache, DIRECTORY), { recursive: true });
      rmSync(join(gomodcache, `${DOWNLOADED}.zip`));
    },
  },
];

/** Changes a byte of a comment, so that it still compiles. */
function flip(file: string): void {
  const content = readFileSync(file);
  const comment = content.indexOf('// ');
  const at = comment < 0 ? Math.floor(content.length / 2) : comment + 4;
  content[at] = (content[at] ?? 0) ^ 1;
  writeFileSync(file, content);
}

function editSum(project: string, edit: (line: string) => string | null): void {
  const file = join(project, 'go.sum');
  const lines = readFileSync(file, 'utf8').split('\n');
  const own = `${MODULE.path} ${MODULE.version} `;
  const edited = lines.flatMap((line) => (line.startsWith(own) ? (edit(line) ?? []) : line));
  writeFileSync(file, edited.join('\n'));
}

/** What an attacker would write: dirhash of the directory as it is, by coreutils. */
function tamperedSum({ gomodcache }: Bench): string {
  const prefix = `${MODULE.path}@${MODULE.version}`;
  const script = `find . -type f | sed 's|^[.]/||' | LC_ALL=C sort | xargs sha256sum | sed 's|  |  ${prefix}/|' | sha256sum`;
  const hex = execFileSync('sh', ['-c', script], { cwd: join(gomodcache, DIRECTORY), encoding: 'utf8' });
  return `h1:${Buffer.from(hex.slice(0, 64), 'hex').toString('base64')}`;
}
