import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageOfArchive } from '../../src/domain/go-object.ts';

/** A module with a build cache of its own, which a row may damage. */
export interface BuildBench {
  readonly project: string;
  readonly gocache: string;
}

/** One way to tamper with a build cache. */
export interface BuildRow {
  readonly what: string;
  readonly tamper: (bench: BuildBench) => void;
}

/** What the library says, and what another version of it says: of one length, so that their archives have one size. */
export const GREETINGS = ['hello', 'howdy'] as const;

export const BUILD_ROWS: readonly BuildRow[] = [
  { what: 'nothing', tamper: () => {} },
  {
    what: 'bytes of an archive, the size kept',
    tamper: (bench) => {
      const { path, content } = archiveOf(bench, GREETINGS[0]);
      writeFileSync(path, content.replaceAll(GREETINGS[0], GREETINGS[0].toUpperCase()), 'latin1');
    },
  },
  {
    what: 'an archive truncated',
    tamper: (bench) => truncateSync(archiveOf(bench, GREETINGS[0]).path, 1_000),
  },
  { what: 'an archive grown', tamper: (bench) => appendFileSync(archiveOf(bench, GREETINGS[0]).path, 'x') },
  { what: 'an archive deleted', tamper: (bench) => rmSync(archiveOf(bench, GREETINGS[0]).path) },
  {
    what: 'garbage in an `-a`',
    tamper: (bench) => writeFileSync(entryOf(bench, GREETINGS[0]).path, 'v1 nothing of the kind\n'),
  },
  {
    what: 'another size in an `-a`',
    tamper: (bench) => {
      const { path, text } = entryOf(bench, GREETINGS[0]);
      writeFileSync(
        path,
        text.replace(/^(.{133}) *\d+/, (_, before: string) => `${before}${'1'.padStart(20)}`),
      );
    },
  },
  {
    what: 'an `-a` pointed at another valid `-d`',
    tamper: (bench) => {
      const { path, text } = entryOf(bench, GREETINGS[0]);
      writeFileSync(path, text.replace(outputOf(bench, GREETINGS[0]), outputOf(bench, GREETINGS[1])));
    },
  },
];

/** The library's archive that holds a greeting. */
export function archiveOf(
  { gocache }: BuildBench,
  greeting: string,
): { readonly path: string; readonly content: string } {
  for (const path of filesOf(gocache, '-d')) {
    const content = readFileSync(path, 'latin1');
    if (packageOfArchive(content) === 'tamper.test/lib' && content.includes(greeting))
      return { path, content };
  }
  throw new Error(`no archive with ${greeting}`);
}

function outputOf(bench: BuildBench, greeting: string): string {
  return /([0-9a-f]{64})-d$/.exec(archiveOf(bench, greeting).path)?.[1] ?? '';
}

/** The entry whose output that archive is. */
export function entryOf(
  bench: BuildBench,
  greeting: string,
): { readonly path: string; readonly text: string } {
  const output = outputOf(bench, greeting);
  for (const path of filesOf(bench.gocache, '-a')) {
    const text = readFileSync(path, 'latin1');
    if (text.includes(` ${output} `)) return { path, text };
  }
  throw new Error(`no entry for ${output}`);
}

function filesOf(gocache: string, suffix: string): readonly string[] {
  return readdirSync(gocache, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map(({ parentPath, name }) => join(parentPath, name));
}
