import { basename, dirname, join, relative } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { type DeclaredChange, declaredChanges } from '../domain/declared-changes.ts';
import { inputError } from '../domain/errors.ts';
import { createHost } from '../host/create-host.ts';
import { gitIn } from '../host/git.ts';
import type { Host } from '../host/host.ts';
import { findProject } from './find-project.ts';
import { loadDeclared } from './load-declared.ts';
import { miseFileNames } from './mise-files.ts';

export interface DeclarationsSince {
  readonly ref: string;
  readonly commit: string;
  readonly changes: readonly DeclaredChange[];
}

export interface SinceOptions {
  readonly dir: string;
  readonly ref: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFile?: string | undefined;
  readonly timeoutMs: number;
  readonly tracer: Tracer;
}

const FILES = ['go.mod', 'go.work', 'godrift.yaml', '.go-version', '.tool-versions'];

/** What the project's files declare otherwise than in another revision. Throws InputError where that cannot be read. */
export async function declarationsSince(options: SinceOptions): Promise<DeclarationsSince> {
  const { dir, ref, env, configFile, tracer } = options;
  const host = createHost({ ...options, projectDir: dir, online: false });
  const files = findProject(host, dir);
  const git = gitIn(files.dir, env, tracer);
  const root = (await git('rev-parse', '--show-toplevel'))?.replace(/\n$/, '');
  if (root === undefined)
    throw inputError('--since: this is no git repository, or there is no git', files.dir);
  // What begins with a dash would be an option.
  const commit = ref.startsWith('-')
    ? null
    : await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (commit === null) throw inputError(`--since: git knows no revision ${JSON.stringify(ref)} here`);

  // git resolves links in the path of the work tree; go does not.
  const prefix = (await git('rev-parse', '--show-prefix'))?.replace(/\/?\n$/, '') ?? '';
  const top = prefix === '' ? files.dir : files.dir.slice(0, files.dir.length - prefix.length - 1);
  const names = [...FILES, ...miseFileNames(env.MISE_ENV ?? '').map((name) => name.replace(/\/\*$/, '/'))];
  const wanted: string[] = [];
  for (let at = files.dir; ; at = dirname(at)) {
    wanted.push(...names.map((name) => relative(top, at) + (at === top ? '' : '/') + name));
    if (at === top || at === dirname(at)) break;
  }
  const listed = await git('ls-tree', '-z', '--full-tree', '--name-only', commit.trim(), '--', ...wanted);
  const texts = new Map<string, string>();
  for (const path of listed?.split('\0') ?? []) {
    const text = path === '' ? null : await git('show', `${commit.trim()}:${path}`);
    if (text !== null) texts.set(join(top, path), text);
  }
  const goWorkFile = files.goWorkFile !== null && texts.has(files.goWorkFile) ? files.goWorkFile : null;
  const goModFile = texts.has(join(files.dir, 'go.mod')) ? join(files.dir, 'go.mod') : null;
  const [then, now] = await Promise.all([
    loadDeclared(revisionHost(host, texts), { dir: files.dir, goModFile, goWorkFile }),
    loadDeclared(host, files, configFile),
  ]);
  return {
    ref,
    commit: commit.trim(),
    changes: declaredChanges(then.declared, now.declared, files.goModFile),
  };
}

/** The host as it was: the revision's files, and nothing else but where the repository is. */
function revisionHost(host: Host, texts: ReadonlyMap<string, string>): Host {
  return {
    ...host,
    readText: (path) => texts.get(path) ?? null,
    list: (dir) =>
      [...texts.keys()]
        .filter((path) => dirname(path) === dir)
        .map((path) => basename(path))
        .sort(),
    stat: (path) => {
      const text = texts.get(path);
      if (text !== undefined)
        return { sizeBytes: text.length, mtimeNs: 0n, ino: 0n, mode: 0o644, kind: 'file' };
      if ([...texts.keys()].some((file) => file.startsWith(`${path}/`)))
        return { sizeBytes: 0, mtimeNs: 0n, ino: 0n, mode: 0o755, kind: 'directory' };
      return path.endsWith('/.git') ? host.stat(path) : null;
    },
  };
}
