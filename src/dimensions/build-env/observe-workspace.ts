import { dirname, join, relative, resolve } from 'node:path';
import type { Declared, GoMod, GoModReplace, GoWork } from '../../domain/declared.ts';
import { directoryPath } from '../../domain/directory-path.ts';
import { CollectError, InputError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import { parseGoMod } from '../../domain/go-mod.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import { downloadedFile } from '../../domain/module-cache.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';

/** `workspace.N`: what is wrong with a go.work, as JSON. */
const PROBLEM = 'workspace.';
/** Go's words where no command but `go version`, `go env` and `go work` runs in this workspace. */
export const WORKSPACE_REFUSED = 'workspace.refused';

export type WorkspaceProblem = Pick<
  Finding,
  'severity' | 'expected' | 'actual' | 'fix' | 'location' | 'origin'
>;

interface Member {
  readonly dir: string;
  readonly file: string;
  readonly goMod: GoMod;
}

interface Workspace {
  readonly project: Project;
  readonly file: string;
  readonly goWork: GoWork;
  readonly members: readonly Member[];
}

/** What of a go.work and its modules keeps Go from building, with `go env` of the Go that runs. */
export function observeWorkspace(
  host: Host,
  { project, declared, env }: Query,
): Readonly<Record<string, string>> {
  const { goWorkFile: file } = project;
  const { goWork } = declared;
  if (file === null || goWork === null) return {};
  const members = goWork.use.flatMap(({ dir }) => memberAt(host, resolve(dirname(file), dir)));
  const workspace: Workspace = { project, file, goWork, members };
  const running = (env.GOVERSION ?? '').replace(/^go/, '').split(/[ -]/)[0] ?? '';
  const refusals = [goLineProblem(workspace, running), ...replaceProblems(workspace).slice(0, 1)].filter(
    (problem) => problem !== null,
  );
  const problems = refusals.length > 0 ? refusals : unusedProblems(host, workspace, env);
  return {
    ...(refusals[0] === undefined ? {} : { [WORKSPACE_REFUSED]: refusals[0].actual ?? '' }),
    ...Object.fromEntries(problems.map((problem, index) => [`${PROBLEM}${index}`, JSON.stringify(problem)])),
  };
}

interface Query {
  readonly project: Project;
  readonly declared: Declared;
  readonly env: Readonly<Record<string, string>>;
}

export function readWorkspaceProblems(local: Readonly<Record<string, string>>): readonly WorkspaceProblem[] {
  return Object.entries(local)
    .filter(([key]) => /^workspace\.\d+$/.test(key))
    .map(([, text]) => JSON.parse(text) as WorkspaceProblem);
}

/** A member that is not there or cannot be read is told by `modules`. */
function memberAt(host: Host, dir: string): readonly Member[] {
  const file = join(dir, 'go.mod');
  try {
    const text = host.readText(file);
    return text === null ? [] : [{ dir, file, goMod: parseGoMod(text, file) }];
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof CollectError) return [];
    throw cause;
  }
}

/**
 * Since Go 1.21 a go.work below one of its modules that say 1.21 or more stops every command that reads them
 * (cmd/go/internal/modload: errWorkTooOld); without a line it says 1.18. Tried with 1.18, 1.20, 1.21, 1.23 and 1.27.
 */
function goLineProblem(
  { project, file, goWork, members }: Workspace,
  running: string,
): WorkspaceProblem | null {
  if (compareGoVersions(running, '1.21') < 0) return null;
  const listed = goWork.go?.version ?? '1.18';
  const above = members.filter(({ goMod: { go } }) => {
    const version = go?.version ?? '1.16';
    return compareGoVersions(version, listed) > 0 && compareGoVersions(version, '1.21') >= 0;
  });
  const [first] = above;
  if (first === undefined) return null;
  const highest = above
    .map(({ goMod }) => goMod.go?.version ?? '')
    .reduce((one, other) => (compareGoVersions(other, one) > 0 ? other : one));
  const { go } = first.goMod;
  return {
    severity: 'error',
    expected: `go ${highest} or newer in go.work`,
    actual: `module ${shown(project, first.dir)} listed in go.work file requires go >= ${go?.version}, but go.work ${goWork.go === null ? 'implicitly requires' : 'lists'} go ${listed}`,
    // `go work use` refuses what is above the Go that runs.
    fix: compareGoVersions(highest, running) > 0 ? `go work edit -go=${highest}` : 'go work use',
    location: { file, line: goWork.go?.line ?? 1 },
    origin: `${shown(project, first.file)}:${go?.line}`,
  };
}

/** Two modules replace a third one by different things, and go.work does not decide (makeMainModules). */
function replaceProblems({ project, file, goWork, members }: Workspace): readonly WorkspaceProblem[] {
  const decided = new Set(goWork.replace.map(({ path }) => path));
  const asInWork = (target: string) =>
    target.includes('@') ? target : directoryPath(relative(dirname(file), target));
  const before = new Map<string, { readonly target: string; readonly file: string }>();
  return members.flatMap((member) =>
    member.goMod.replace.flatMap((entry): readonly WorkspaceProblem[] => {
      const name = entry.version === null ? entry.path : `${entry.path}@${entry.version}`;
      const target = targetOf(entry, member.dir);
      const other = before.get(name);
      before.set(name, { target, file: member.file });
      if (decided.has(entry.path) || other === undefined || other.file === member.file) return [];
      if (other.target === target) return [];
      return [
        {
          severity: 'error',
          expected: `one replacement for ${name}`,
          actual: `conflicting replacements for ${name}: ${other.target}, ${target}`,
          fix: `go work edit -replace=${posixQuote(`${name}=${asInWork(other.target)}`)}  # or ${asInWork(target)}`,
          location: { file: member.file, line: entry.line },
          origin: `${shown(project, member.file)}:${entry.line}`,
        },
      ];
    }),
  );
}

function targetOf({ newPath, newVersion }: GoModReplace, dir: string): string {
  return newVersion === null ? resolve(dir, newPath) : `${newPath}@${newVersion}`;
}

/** A module that a member requires lies in the tree where its path says, is not used, and was never downloaded. */
function unusedProblems(
  host: Host,
  { project, file, goWork, members }: Workspace,
  { GOMODCACHE = '', GOPROXY = '' }: Readonly<Record<string, string>>,
): readonly WorkspaceProblem[] {
  const root = dirname(file);
  const replaced = new Set(
    [...goWork.replace, ...members.flatMap(({ goMod }) => goMod.replace)].map(({ path }) => path),
  );
  const used = new Set(members.map(({ goMod }) => goMod.module));
  const unused = members.flatMap((member) =>
    member.goMod.require.flatMap(({ path, version, line }) => {
      const dir = resolve(member.dir, relative(`/${member.goMod.module}`, `/${path}`));
      const isKnown = replaced.has(path) || used.has(path) || !dir.startsWith(`${root}/`);
      if (isKnown || memberAt(host, dir)[0]?.goMod.module !== path) return [];
      const isDownloaded = host.stat(join(GOMODCACHE, downloadedFile(path, version, 'mod'))) !== null;
      return isDownloaded ? [] : [{ name: `${path}@${version}`, dir, file: member.file, line }];
    }),
  );
  const [first] = unused;
  if (first === undefined) return [];
  const dirs = [...new Set(unused.map(({ dir }) => dir))];
  return [
    {
      severity: GOPROXY === 'off' ? 'error' : 'warning',
      expected: `use ${dirs.map((dir) => directoryPath(relative(root, dir))).join(', ')} in go.work`,
      actual: `${first.name} is in this workspace's tree and not used by go.work: Go looks for it in GOPROXY`,
      fix: `go work use ${dirs.map((dir) => posixQuote(shown(project, dir))).join(' ')}`,
      location: { file: first.file, line: first.line },
      origin: `${shown(project, first.file)}:${first.line}`,
    },
  ];
}

function shown({ dir }: Project, path: string): string {
  return relative(dir, path) || '.';
}
