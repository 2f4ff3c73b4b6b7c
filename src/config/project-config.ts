import { z } from 'zod';
import type { ProjectConfig } from '../domain/declared.ts';
import type { Location } from '../domain/finding.ts';
import { isValidGoVersion } from '../domain/go-version.ts';
import { parseYaml } from './parse-yaml.ts';

const text = z.string('expected text').min(1, 'must not be empty');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected names of variables: letters, digits and _');
const goVersion = text
  .transform((written) => written.replace(/^go/, ''))
  .refine(isValidGoVersion, 'expected a Go version, as 1.26, 1.26.8 or 1.27rc1')
  .describe('The Go that the project is built with, at the precision written');

/** `godrift.yaml` in a project. */
export const projectSchema = z
  .strictObject(
    {
      project: text.max(128, 'must not be longer than 128 characters').describe("The project's name; by default its module path").optional(),
      go: goVersion.optional(),
      env: z
        .strictObject(
          {
            required: z.array(variable, 'expected a list of names of variables').describe('Variables that must be set').default([]),
            expect: z
              .record(variable, z.string('expected text'), 'expected a mapping of variables to values')
              .describe('Variables and the values they must have')
              .default({}),
            allow: z.array(variable, 'expected a list of names of variables').describe('Variables whose values may be stored').default([]),
          },
          { error: wrongMapping('required, expect and allow') },
        )
        .prefault({}),
      tools: z
        .record(text, text, 'expected a mapping of tools to versions')
        .describe('Tools and the versions they must have, at the precision written')
        .default({}),
    },
    { error: wrongMapping('project, go, env and tools') },
  )
  .describe('What a project expects of the environment that builds it');

/** Reads `godrift.yaml`. Throws InputError with every problem by line. */
export function parseProjectConfig(text: string, file: string): { config: ProjectConfig; locations: Readonly<Record<string, Location>> } {
  const { content, locations } = parseYaml(text, file, projectSchema);
  return { config: content, locations };
}

function wrongMapping(keys: string) {
  return ({ code }: { readonly code: string }) => (code === 'invalid_type' ? `expected a mapping with ${keys}` : undefined);
}
