import { z } from 'zod';
import { isValidGoVersion } from '../domain/go-version.ts';
import { lineOfText, listOf, looseText } from './config-fields.ts';

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable: letters, digits and _');
const variables = listOf(variable);

const goVersion = looseText
  .overwrite((written) => written.replace(/^go(?=\d)/, ''))
  .refine(isValidGoVersion, 'expected a Go version such as 1.26, 1.26.1 or 1.26rc1');

const version = looseText.regex(/^\S+$/, 'expected a version such as 0.20.0, without spaces');

const env = z.strictObject({
  required: variables.describe('Variables that must be set'),
  expect: z.record(variable, looseText).nullish().describe('The value that a variable must have'),
  allow: variables.describe('Variables whose values snapshots may hold'),
});

/** `godrift.yaml` in a project. */
export const projectSchema = z.strictObject({
  project: lineOfText.optional().describe('Name of the project; by default its module path'),
  go: goVersion.optional().describe('The Go version that builds it, at the precision it must be met'),
  go_line: z
    .enum(['exact', 'minimum'])
    .optional()
    .describe(
      'How go and toolchain lines are compared with the Go that runs: exact (the default) also reports a newer minor version than the go line, minimum accepts every newer Go',
    ),
  env: env.nullish().describe('Variables of the Go environment'),
  tools: z.record(lineOfText, version).nullish().describe('The version of each tool'),
});
