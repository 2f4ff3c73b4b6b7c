import type { Declared } from '../../domain/declared.ts';
import type { Location } from '../../domain/finding.ts';
import type { Project } from '../../domain/project.ts';

/** What the project's own files say about modules, for fixes and places. */
export interface ModulesExpectation {
  readonly goModFile: string | null;
  readonly workspace: boolean;
  /** Where go.mod replaces or requires a module, by module path. */
  readonly places: ReadonlyMap<string, Location>;
}

export function expectModules({ goMod }: Declared, project: Project): ModulesExpectation {
  const file = project.goModFile;
  const entries = goMod === null || file === null ? [] : [...goMod.require, ...goMod.replace];
  return {
    goModFile: file,
    workspace: project.goWorkFile !== null,
    places: new Map(entries.map(({ path, line }) => [path, { file: file ?? '', line }])),
  };
}
