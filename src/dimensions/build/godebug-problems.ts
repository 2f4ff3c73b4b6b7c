import { join, relative } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { godebugAhead } from '../../domain/next-go.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import { expectBuild } from './expectation.ts';
import type { GoDebugDirective, MainPackage } from './godebug-facts.ts';
import { GODEBUG_TABLE, godebugProblem, parseGodebugTable } from './godebug-table.ts';
import type { BuildProblem } from './local-facts.ts';

export interface GodebugCheck {
  readonly project: Project;
  readonly declared: Declared;
  readonly mains: readonly MainPackage[];
  readonly goroot: string;
  readonly version: string;
}

/** Lines that this Go refuses: `go list` tells those of go.mod, and only the compiler those of packages. */
export function godebugProblems(
  host: Host,
  { project, declared, mains, goroot, version }: GodebugCheck,
): BuildProblem[] {
  const { godebug } = expectBuild(declared, project);
  const ofPackages: readonly (GoDebugDirective & { readonly dir: string })[] = mains.flatMap(
    ({ dir, directives }) => directives.map((directive) => ({ ...directive, dir })),
  );
  if (godebug.length + ofPackages.length === 0) return [];
  const text = host.readText(join(goroot, GODEBUG_TABLE));
  if (text === null) return [];
  const known = { table: parseGodebugTable(text), version: version.replace(/^go/, '') };
  return [
    ...godebug.map(({ key, value, location }) => ({
      key,
      value,
      location,
      found: 'godebug',
      verb: 'godebug',
    })),
    ...ofPackages.map(({ key, value, file, line, dir }) => ({
      key,
      value,
      location: { file, line },
      found: `godebug@${dir}`,
      verb: '//go:debug setting',
    })),
  ].flatMap(({ key, value, location, found, verb }) => {
    const refused = godebugProblem({ key, value }, known);
    const ahead = refused === null ? godebugAhead(key, value, known.version) : null;
    const message = refused ?? (ahead === null ? null : `${key}=${value}: ${ahead}`);
    if (message === null) return [];
    return [
      {
        key: found,
        message: message.replace('godebug "', `${verb} "`),
        expected: `GODEBUG settings that ${refused === null ? 'the next Go' : version} takes`,
        fix:
          found === 'godebug'
            ? `go ${location.file.endsWith('.work') ? 'work' : 'mod'} edit -dropgodebug=${key}`
            : `remove line ${location.line} of ${relative(project.dir, location.file)}`,
        location,
        severity: refused === null ? ('info' as const) : ('error' as const),
        origin: `${relative(project.dir, location.file)}:${location.line}`,
      },
    ];
  });
}
