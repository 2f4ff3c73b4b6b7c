import type { ProjectConfig } from '../domain/declared.ts';
import type { Location } from '../domain/finding.ts';
import { parseConfig } from './parse-config.ts';
import { projectSchema } from './project-schema.ts';

/** Reads a project's `godrift.yaml` (absolute path). Throws one InputError with every problem by line. */
export function parseProjectConfig(
  text: string,
  file: string,
): { readonly config: ProjectConfig; readonly locations: Readonly<Record<string, Location>> } {
  const { value, locations } = parseConfig(projectSchema, text, file);
  const { project, go, go_line: goLine, env, tools } = value;
  const config: ProjectConfig = {
    ...(project === undefined ? {} : { project }),
    ...(go === undefined ? {} : { go }),
    ...(goLine === undefined ? {} : { goLine }),
    env: { required: env?.required ?? [], expect: env?.expect ?? {}, allow: env?.allow ?? [] },
    tools: tools ?? {},
  };
  return { config, locations };
}
