import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { goModHash } from '../domain/module-cache.ts';
import { hashTree, statsOf } from './hash-tree.ts';
import { moduleSum } from './module-sum.ts';
import { HASH_BYTES, type PackedTree, packStats, unpackStats } from './packed-tree.ts';
import { type TreeProblem, treeProblem } from './tree-problem.ts';
import type { Meter } from './worker-control.ts';
import { openZipContents, type ZipContents } from './zip-contents.ts';

export interface ModuleToHash {
  /** `path@version`: what the sum says in place of the directory. */
  readonly prefix: string;
  /** Absolute. */
  readonly dir: string;
  /** What was downloaded of it, absolute and without `.zip`, `.mod` …. */
  readonly downloaded: string;
  /** Whether its zip is to be read. */
  readonly zips: boolean;
  readonly knownDir: PackedTree | null;
  readonly knownZip: PackedTree | null;
  readonly toolchain: boolean;
}

/** `sum`: h1; null where something could not be read. */
export interface SummedTree extends PackedTree {
  readonly sum: string | null;
  readonly unchanged: boolean;
  readonly problems: readonly TreeProblem[];
}

/** What of a module lies in the cache. */
export interface CachedModule {
  readonly dir: SummedTree | null;
  /** Its tree is one entry, whose hash is the h1; null also where zips are not to be read. */
  readonly zip: (SummedTree & { readonly damage: string | null }) | null;
  readonly zipThere: boolean;
  /** Text of `.ziphash`; null without one. */
  readonly ziphash: string | null;
  /** h1 of the `.mod` file; null without one. */
  readonly goMod: string | null;
  /** Go began to unpack it, and did not end. */
  readonly partial: boolean;
  /** Of the small files, by extension. */
  readonly problems: readonly TreeProblem[];
}

/**
 * The sums of a module's directory, zip and go.mod. Where directory and zip must both be read they are compared, and hashed
 * only once. Throws Cancelled.
 */
export function hashModule(module: ModuleToHash, meter: Meter): CachedModule {
  const zip = `${module.downloaded}.zip`;
  const stamp = stampOf(zip);
  const read = module.zips && stamp !== null;
  const known = read && 'stats' in stamp ? knownSum(stamp.stats, module.knownZip) : null;
  const contents =
    read && 'stats' in stamp && known === null ? openZipContents(zip, module.prefix, meter) : null;
  try {
    return {
      dir: sumDirectory(module, contents, meter),
      zip: read ? sumZip(stamp, known, contents) : null,
      zipThere: stamp !== null,
      ...readSmallFiles(module.downloaded),
    };
  } finally {
    contents?.close();
  }
}

function readSmallFiles(base: string): Pick<CachedModule, 'ziphash' | 'goMod' | 'partial' | 'problems'> {
  const problems: TreeProblem[] = [];
  const read = (extension: string) => {
    try {
      return readFileSync(`${base}.${extension}`);
    } catch (error) {
      const problem = treeProblem(extension, error);
      if (problem.kind !== 'vanished') problems.push(problem);
      return null;
    }
  };
  const goMod = read('mod');
  return {
    ziphash: read('ziphash')?.toString('latin1').trim() ?? null,
    goMod: goMod === null ? null : goModHash(goMod),
    partial: existsSync(`${base}.partial`),
    problems,
  };
}

type Stamp = { readonly stats: Uint8Array } | { readonly problem: TreeProblem };

function stampOf(zip: string): Stamp | null {
  const now = Date.now();
  try {
    const { size, mtimeNs, ctimeNs, ino } = lstatSync(zip, { bigint: true });
    return {
      stats: packStats(['zip'], statsOf([{ name: 'zip', link: false, size, mtimeNs, ctimeNs, ino }], now)),
    };
  } catch (error) {
    const problem = treeProblem('', error);
    return problem.kind === 'vanished' ? null : { problem };
  }
}

function knownSum(stats: Uint8Array, known: PackedTree | null): string | null {
  if (known === null || known.hashes.length !== HASH_BYTES || Buffer.compare(stats, known.stats) !== 0)
    return null;
  return unpackStats(stats)?.stats[2] === -1n ? null : `h1:${Buffer.from(known.hashes).toString('base64')}`;
}

function sumDirectory(
  { prefix, dir: root, knownDir, toolchain }: ModuleToHash,
  contents: ZipContents | null,
  meter: Meter,
): SummedTree | null {
  const tree = hashTree({
    root,
    known: knownDir,
    meter,
    ...(contents === null
      ? {}
      : { shortcut: (name, size) => contents.hashLike(name, `${root}/${name}`, size) }),
  });
  const { stats, hashes, unchanged, problems } = tree;
  if (problems.some(({ name, kind }) => name === '' && kind === 'vanished')) return null;
  return {
    stats,
    hashes,
    unchanged,
    problems,
    sum:
      problems.length > 0 ? null : ((unchanged ? knownDir?.sum : null) ?? moduleSum(tree, prefix, toolchain)),
  };
}

function sumZip(stamp: Stamp, known: string | null, contents: ZipContents | null): CachedModule['zip'] {
  if ('problem' in stamp) {
    const problems = [stamp.problem];
    return {
      stats: new Uint8Array(),
      hashes: new Uint8Array(),
      unchanged: false,
      problems,
      sum: null,
      damage: null,
    };
  }
  const { stats } = stamp;
  const sum = known ?? contents?.sum() ?? null;
  const hashes = sum === null ? new Uint8Array() : new Uint8Array(Buffer.from(sum.slice(3), 'base64'));
  const problems = contents?.problem === null || contents === null ? [] : [contents.problem];
  return { stats, hashes, unchanged: known !== null, problems, sum, damage: contents?.damage() ?? null };
}
