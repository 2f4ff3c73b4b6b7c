import { basename } from 'node:path';
import { declarationsThatDiffer } from '../../domain/declarations-that-differ.ts';
import type { Declared, VersionDeclaration } from '../../domain/declared.ts';
import { InputError, type InputProblem, inputError } from '../../domain/errors.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Project } from '../../domain/project.ts';
import { selectsToolchain } from '../../domain/toolchain-choice.ts';
import { rewriteGoEnv } from '../go-env-file.ts';
import type { FileContent, Step } from '../step.ts';
import type { Plan } from '../transaction.ts';
import { type VersionLines, withToolchainLine } from './edit-lines.ts';
import { editVersionFile } from './edit-version-file.ts';
import { editedPins } from './edited-pins.ts';
import { type GoEnvPlace, goEnvFileInForce } from './go-env-file-in-force.ts';

const NEW_FILE_MODE = 0o644;

export interface UserScope extends GoEnvPlace {
  readonly content: FileContent | null;
}

/**
 * GOTOOLCHAIN in the user's env file. Throws InputError where the file would have no effect, or says so already. Pure.
 */
export function planUserScope(from: string | null, to: string, scope: UserScope): Plan {
  const target = goEnvFileInForce(scope, to);
  const edited = rewriteGoEnv(scope.content?.latin1 ?? '', 'GOTOOLCHAIN', to);
  const step = write(target, scope.content, edited, `GOTOOLCHAIN=${to} in Go's env file`);
  if (!changes(step)) throw inputError(`nothing to change: GOTOOLCHAIN=${to} is already set`, target);
  return { kind: 'sdk', target, from, to, steps: [step] };
}

export interface ProjectScope {
  readonly project: Project;
  readonly declared: Declared;
  /** Version of the SDK in PATH (`go1.26.8`). */
  readonly local: string;
  /** GOTOOLCHAIN as Go sees it here. */
  readonly mode: string;
  /** `go` in PATH is a shim: a version file may bring about what a toolchain line cannot. */
  readonly shim: boolean;
  readonly read: (path: string) => FileContent | null;
}

/**
 * The `toolchain` line of go.work or go.mod, and every exact declaration that differs from the version: one that accepts it
 * (`1.25` and go1.25.4) stays. Throws InputError where nothing differs, and where they cannot bring about the version: a
 * toolchain line only ever raises (GO-FACTS 2, 3: cmd/go/internal/toolchain/select.go), and only a shim reads version files.
 * Pure but for `read`.
 */
export function planProjectScope(from: string | null, to: string, scope: ProjectScope): Plan {
  const { project, declared, local, mode, shim, read } = scope;
  if (declared.problems.length > 0) throw new InputError(declared.problems);
  const file = project.goWorkFile ?? project.goModFile;
  if (file === null) throw inputError('there is no go.mod here: use --scope user or shell', project.dir);
  const parsed = project.goWorkFile === null ? declared.goMod : declared.goWork;
  // What runs already needs no line to bring it about: only what is declared is edited.
  const runs = from === to;
  const shimDecides = shim && editedPins(declared).length > 0;
  const lowers = compareGoVersions(bare(to), bare(local)) < 0;
  const problems = [
    ...(!runs && ((mode === 'local' && !shimDecides) || /^go\d/.test(mode))
      ? [`GOTOOLCHAIN=${mode} ignores toolchain lines: use --scope user or shell`]
      : []),
    ...(!runs && lowers && !shimDecides
      ? [`a toolchain line cannot go below the SDK in PATH (${local}): use --scope user or shell`]
      : []),
    ...(lowers && shimDecides && !selectsToolchain(to) && parsed?.toolchain != null
      ? [`${to} refuses a toolchain line: remove it first`]
      : []),
    ...(parsed?.go != null && compareGoVersions(bare(to), parsed.go.version) < 0
      ? [`${to} is older than the go line (${parsed.go.version}), which Go refuses`]
      : []),
  ].map((message): InputProblem => ({ message, location: { file, line: parsed?.toolchain?.line ?? null } }));
  if (problems.length > 0) throw new InputError(problems);

  const content = read(file);
  const lines: VersionLines = { go: parsed?.go?.line ?? null, toolchain: parsed?.toolchain?.line ?? null };
  // A new line could not lower anything; one that is there would raise the version again.
  const needsLine = parsed?.toolchain != null || !(lowers || (runs && mode === 'local'));
  const edited = needsLine ? withToolchainLine(content?.latin1 ?? '', lines, to) : (content?.latin1 ?? '');
  if (edited === null) throw inputError('has neither a toolchain line nor a go line', file);
  const steps = [
    write(file, content, edited, `toolchain ${to}`),
    ...declarationsThatDiffer(declared, to).map((declaration) => versionFileStep(declaration, to, read)),
  ].filter(changes);
  if (steps.length === 0)
    throw inputError(`nothing to change: the project already declares ${to}`, project.dir);
  return { kind: 'sdk', target: project.dir, from, to, steps };
}

function versionFileStep(
  { location: { file }, source }: VersionDeclaration,
  to: string,
  read: ProjectScope['read'],
): Step {
  const content = read(file);
  const edited = editVersionFile({ source, file, latin1: content?.latin1 ?? '' }, bare(to));
  return write(file, content, edited, `${source === 'mise.toml' ? basename(file) : source}: ${bare(to)}`);
}

function write(path: string, before: FileContent | null, latin1: string, brief: string): Step {
  return {
    kind: 'write_file',
    path,
    before,
    after: { latin1, mode: before?.mode ?? NEW_FILE_MODE },
    brief,
  };
}

function changes(step: Step): boolean {
  return step.kind !== 'write_file' || step.before?.latin1 !== step.after?.latin1;
}

function bare(toolchain: string): string {
  return toolchain.replace(/^go/, '').split(/[ \t-]/, 1)[0] ?? '';
}
