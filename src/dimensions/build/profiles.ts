import { isAbsolute, join, relative, resolve } from 'node:path';
import { compareGoVersions } from '../../domain/go-version.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import { profileContent } from '../../host/profile-content.ts';
import { type BuildProblem, NOTHING, type Observed } from './local-facts.ts';

export interface ProfileQuery {
  readonly project: Project;
  /** Directories of main packages, relative to the project. */
  readonly mains: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
  /** `go1.26.8` */
  readonly version: string;
}

const DEFAULT_PROFILE = 'default.pgo';

/** `pgo@DIR`: the profile that a main package is built with (`-pgo=auto` is the default since Go 1.21), and its SHA-256. */
export function observeProfiles(host: Host, { project, mains, flags, version }: ProfileQuery): Observed {
  const flag =
    flags.get('pgo') ?? (compareGoVersions(version.replace(/^go/, ''), '1.21') < 0 ? 'off' : 'auto');
  if (flag === 'off' || mains.length === 0) return NOTHING;
  const files =
    flag === 'auto'
      ? mains.map((dir) => [`pgo@${dir}`, join(project.dir, dir, DEFAULT_PROFILE)] as const)
      : [['pgo', isAbsolute(flag) ? flag : resolve(project.dir, flag)] as const];
  return files.reduce<Observed>((found, [key, file]) => {
    const hash = host.sha256(file);
    // A profile of GOFLAGS that is not there is a finding of the variable.
    if (hash === null && host.stat(file)?.kind !== 'directory') return found;
    const shown = relative(project.dir, file);
    // What GOFLAGS names is a finding of the variable.
    const problem = flag === 'auto' ? profileContent(host, file) : null;
    return {
      portable: { ...found.portable, ...(hash === null ? {} : { [key]: `sha256:${hash}` }) },
      origins: { ...found.origins, [key]: shown },
      problems: [
        ...found.problems,
        ...(problem === null
          ? []
          : [{ ...profileProblem(key, problem, shown), origin: shown, location: { file, line: 1 } }]),
      ],
    };
  }, NOTHING);
}

function profileProblem(
  key: string,
  message: string,
  shown: string,
): Omit<BuildProblem, 'origin' | 'location'> {
  return {
    key,
    message: `${shown}: ${message}`,
    expected: 'a CPU profile',
    fix: message.includes('LFS')
      ? `git lfs pull --include ${posixQuote(shown)}  # or build with -pgo=off`
      : `mv ${posixQuote(shown)} ${posixQuote(`${shown}.broken`)}`,
    severity: 'error',
  };
}
