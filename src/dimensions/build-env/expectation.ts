import { dirname, resolve } from 'node:path';
import type { Declared, VersionDeclaration } from '../../domain/declared.ts';
import type { Location } from '../../domain/finding.ts';
import type { Project } from '../../domain/project.ts';

export interface BuildEnvExpectation {
  readonly project: Project;
  readonly required: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  /** Where godrift.yaml says so, by dotted path (`env.expect.NAME`). */
  readonly locations: Readonly<Record<string, Location>>;
  readonly toolchain: VersionDeclaration | null;
  /** Absolute directories of the workspace's members; null outside a workspace. */
  readonly members: readonly string[] | null;
}

export function expectBuildEnv(declared: Declared, project: Project): BuildEnvExpectation {
  const { goWorkFile } = project;
  const { goWork, config } = declared;
  return {
    project,
    required: config.env.required,
    values: config.env.expect,
    locations: declared.configLocations,
    toolchain: declared.versions.find((declaration) => declaration.kind === 'toolchain') ?? null,
    members:
      goWork === null || goWorkFile === null
        ? null
        : goWork.use.map(({ dir }) => resolve(dirname(goWorkFile), dir)),
  };
}
