import { relative, resolve } from 'node:path';
import type { GoMod } from '../../domain/declared.ts';
import { goMessage } from '../../domain/go-message.ts';
import { isWithin } from '../../domain/is-within.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import type { BuildProblem } from './local-facts.ts';

export interface LoadQuery {
  readonly packages: readonly ListedPackage[];
  readonly goMod: GoMod | null;
  readonly project: Project;
  readonly goroot: string;
  /** `go1.26.8` */
  readonly version: string;
}

/** The project's own code, not what surrounds it. */
const OWN_CODE =
  /import cycle not allowed|use of internal package|is a program, not an importable package|found packages |malformed import path|cannot import absolute path|relative import|^\S+:\d+:\d+: (?:expected|illegal|invalid) /;
const NOT_FETCHED = 'module lookup disabled by GOPROXY=off';
const MISSING_SUM = /missing go\.sum entry for (?:module providing package|go\.mod file)/;

interface Unloaded {
  readonly path: string;
  readonly error: NonNullable<ListedPackage['Error']>;
  readonly origin: string | null;
}

/** Why Go cannot load packages that are part of the build: one finding for all of them. */
export function loadProblems(
  host: Host,
  { packages, goMod, project, goroot, version }: LoadQuery,
): readonly BuildProblem[] {
  const proxy = host.go.configured('GOPROXY');
  const direct = new Set((goMod?.require ?? []).filter(({ indirect }) => !indirect).map(({ path }) => path));
  const problems = packages.flatMap(({ ImportPath: path, Error: error }): readonly Unloaded[] => {
    if (error === undefined || OWN_CODE.test(error.Err)) return [];
    // What is missing offline is fetched by the build, unless that is offline too.
    if (error.Err.includes(NOT_FETCHED))
      return proxy?.value === 'off' ? [{ path, error, origin: proxy.origin }] : [];
    // The `modules` dimension has the sums of what go.mod requires directly.
    if (MISSING_SUM.test(error.Err) && [...direct].some((name) => isWithin(path, name))) return [];
    return [{ path, error, origin: null }];
  });
  const [first] = problems;
  if (first === undefined) return [];
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(first.error.Pos ?? '') ?? [];
  const location = file === undefined ? null : { file: resolve(project.dir, file), line: Number(line) };
  const inSdk = location?.file.startsWith(`${goroot}/`) === true;
  const replaced = (goMod?.replace ?? []).some(({ path }) => isWithin(first.path, path));
  const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more`;
  return [
    {
      key: inSdk ? 'GOROOT' : 'packages',
      message: `${goMessage(first.error.Err)}${more}`,
      expected: inSdk ? 'a whole SDK' : 'packages that Go can load',
      // What Go advises asks the proxy for a module that is replaced, or adds the SDK's own packages to go.mod.
      fix: inSdk
        ? `install ${version} anew into a directory of its own`
        : replaced
          ? null
          : suggested(first.error.Err),
      location,
      severity: 'error',
      origin:
        first.origin ??
        (location === null ? null : `${relative(project.dir, location.file)}:${location.line}`),
    },
  ];
}

/** What Go itself advises: `to add it:`, then a command. */
function suggested(message: string): string | null {
  return /\n\s+(go (?:get|mod|work) .+)$/m.exec(message)?.[1] ?? null;
}
