import { join } from 'node:path';
import type { GoSumEntry, GoSums } from '../domain/go-sum.ts';
import { downloadedFile, isModuleHash, moduleDirectory } from '../domain/module-cache.ts';
import { posixQuote } from '../domain/posix-quote.ts';
import type { CachedModule, SummedTree } from './hash-module.ts';
import type { TreeProblem } from './tree-problem.ts';
import type { VerifyFinding, VerifyPart } from './verify-result.ts';

export interface ModuleToJudge {
  readonly path: string;
  readonly version: string;
  readonly required: boolean;
  /** A vendor directory stands for it. */
  readonly vendored: boolean;
  readonly gomodcache: string;
  readonly sums: GoSums;
  readonly sumFile: string;
}

type Found = Pick<VerifyFinding, 'part' | 'state' | 'file' | 'message'> & Partial<VerifyFinding>;

/** Everything that is not ok with a module in the cache; nothing where all of it was verified. */
export function judgeModule(module: ModuleToJudge, cached: CachedModule): readonly VerifyFinding[] {
  const { path, version, gomodcache, sums } = module;
  const key = `${path} ${version}`;
  const fixes = fixesOf(
    module,
    cached.zip?.sum != null && cached.zip.sum === sums.get(`${path} ${version}`)?.[0]?.hash,
  );
  const finding = (found: Found): VerifyFinding => ({
    module: path,
    version,
    line: null,
    expected: null,
    actual: null,
    source: null,
    files: [],
    fix: null,
    ...found,
  });
  const place = (file: 'mod' | 'zip' | 'ziphash' | 'partial') =>
    join(gomodcache, downloadedFile(path, version, file));
  const places = {
    directory: join(gomodcache, moduleDirectory(path, version)),
    zip: place('zip'),
    ziphash: place('ziphash'),
    'go.mod': place('mod'),
  };
  const zipHash = cached.ziphash !== null && isModuleHash(cached.ziphash) ? cached.ziphash : null;
  const actual = { directory: cached.dir?.sum ?? null, zip: cached.zip?.sum ?? null, ziphash: zipHash };
  const present = cached.dir !== null || cached.zipThere;

  const findings = [
    ...problemsOf('directory', places.directory, cached.dir),
    ...problemsOf('zip', places.zip, cached.zip),
    ...cached.problems.map((problem) =>
      problem.name === 'mod'
        ? problemFinding('go.mod', places['go.mod'], { ...problem, name: '' }, fixes['go.mod'])
        : problemFinding('ziphash', places.ziphash, { ...problem, name: '' }, fixes.ziphash),
    ),
    ...compareSums(sums.get(key) ?? []),
    ...compareGoMod(sums.get(`${key}/go.mod`) ?? []),
  ].map(finding);
  return findings;

  function problemsOf(
    part: 'directory' | 'zip',
    root: string,
    tree: (SummedTree & { readonly damage?: string | null }) | null,
  ): readonly Found[] {
    if (tree === null) return [];
    const fix = fixes[part];
    if (part === 'directory' && cached.partial)
      return [{ part, state: 'unverified', file: root, message: 'Go did not end unpacking it', fix }];
    if (tree.damage != null)
      return [{ part, state: 'mismatch', file: root, message: `damaged: ${tree.damage}`, fix }];
    const found = tree.problems.map((problem) => problemFinding(part, root, problem, fix));
    if (found.length > 0 || tree.sum !== null) return found;
    const message = 'a file name with a newline, which no module has';
    return [{ part, state: 'mismatch', file: root, message, fix }];
  }

  function compareSums(lines: readonly GoSumEntry[]): readonly Found[] {
    const [first] = lines;
    const expected = first?.hash ?? zipHash;
    if (first === undefined) {
      const wrong = expected === null ? [] : differing(expected, '.ziphash');
      return wrong.length === 0 && module.required ? [withoutSum()] : wrong;
    }
    const other = lines.find(({ hash }) => hash !== first.hash);
    if (other !== undefined) return [goSumFinding(first, other.hash, 'go.sum contradicts itself')];
    if (!present) return module.required && !module.vendored ? [absent(first)] : [];
    const all = Object.values(actual).filter((sum) => sum !== null);
    // What the zip, the directory and its record agree on is more likely right than one line of text.
    if (actual.zip !== null && actual.zip !== first.hash && all.every((sum) => sum === actual.zip))
      return [goSumFinding(first, actual.zip, 'go.sum and the module cache contradict each other')];
    return differing(first.hash, `${first.file}:${first.line}`);
  }

  function differing(expected: string, source: string): readonly Found[] {
    return (['directory', 'zip', 'ziphash'] as const)
      .filter((part) => actual[part] !== null && actual[part] !== expected)
      .map((part) => ({
        part,
        state: 'mismatch',
        file: places[part],
        expected,
        actual: actual[part],
        source,
        message: CHANGED[part],
        fix: fixes[part],
      }));
  }

  function goSumFinding({ file, line, hash }: GoSumEntry, other: string, message: string): Found {
    return {
      part: 'go.sum',
      state: 'mismatch',
      file,
      line,
      expected: hash,
      actual: other,
      source: 'go.sum',
      message,
      fix: fixes.sum,
    };
  }

  function withoutSum(): Found {
    const message = 'go.mod requires it and go.sum has no hash for it';
    return { part: 'go.sum', state: 'unverified', file: module.sumFile, message, fix: fixes.download };
  }

  function absent({ hash, file, line }: GoSumEntry): Found {
    const message = 'not in the module cache';
    const source = `${file}:${line}`;
    return {
      part: 'module',
      state: 'missing',
      file: places.directory,
      expected: hash,
      source,
      message,
      fix: fixes.download,
    };
  }

  function compareGoMod(lines: readonly GoSumEntry[]): readonly Found[] {
    const part = 'go.mod';
    const [first] = lines;
    const file = places[part];
    if (first === undefined) return [];
    const source = `${first.file}:${first.line}`;
    const expected = first.hash;
    if (cached.problems.some(({ name }) => name === 'mod')) return [];
    if (cached.goMod === null) {
      if (module.vendored || (!present && sums.has(key))) return [];
      return [
        {
          part,
          state: 'missing',
          file,
          expected,
          source,
          message: 'not in the module cache',
          fix: fixes.download,
        },
      ];
    }
    const wrong = lines.find(({ hash }) => hash !== cached.goMod);
    if (wrong === undefined) return [];
    const message = 'the go.mod in the module cache is not the one that go.sum names';
    return [
      {
        part,
        state: 'mismatch',
        file,
        expected: wrong.hash,
        actual: cached.goMod,
        source,
        message,
        fix: fixes['go.mod'],
      },
    ];
  }
}

const CHANGED = {
  directory: 'the directory is not what it was when it was downloaded',
  zip: 'the zip is not what it was when it was downloaded',
  ziphash: 'the recorded hash is not the one that go.sum names',
} as const;

function problemFinding(
  part: VerifyPart,
  root: string,
  { name, kind, errno }: TreeProblem,
  fix: string,
): Found {
  const file = name === '' ? root : join(root, name);
  if (kind === 'special') {
    const files = [{ name, change: 'added', expected: null, actual: null } as const];
    return { part, state: 'mismatch', file, files, message: 'neither a file nor a directory', fix };
  }
  if (kind === 'vanished')
    return { part, state: 'unverified', file, message: `vanished while it was read (${errno})`, fix: null };
  return {
    part,
    state: 'unverified',
    file,
    message: `cannot be read (${errno})`,
    fix: `ls -ld ${posixQuote(file)}`,
  };
}

/** From a zip that is as it should be Go unpacks the directory again. */
function fixesOf({ path, version, gomodcache }: ModuleToJudge, zipIsGood: boolean) {
  const place = (file: string) => posixQuote(join(gomodcache, file));
  const directory = place(moduleDirectory(path, version));
  const removeDirectory = `chmod -R u+w ${directory} && rm -rf ${directory}`;
  const [zip, ziphash, mod] = (['zip', 'ziphash', 'mod'] as const).map((file) =>
    place(downloadedFile(path, version, file)),
  );
  const download = `go mod download ${posixQuote(`${path}@${version}`)}`;
  const anew = `${removeDirectory}; rm -f ${zip} ${ziphash} && ${download}`;
  return {
    directory: zipIsGood ? `${removeDirectory} && ${download}` : anew,
    zip: anew,
    ziphash: zipIsGood ? `rm -f ${ziphash} && ${download}` : anew,
    'go.mod': `rm -f ${mod} && ${download}`,
    sum: `if go.sum was edited: git checkout -- go.sum; if it is as committed: ${anew}`,
    download,
  };
}
