import type { z } from 'zod';
import { InputError } from '../domain/errors.ts';
import type { Location } from '../domain/finding.ts';
import { describeIssue } from './describe-issue.ts';
import { dottedPath } from './dotted-path.ts';
import { parseYamlTree, pathKey, type YamlTree } from './yaml-tree.ts';

export interface ParsedConfig<T> {
  readonly value: T;
  /** File and line of each entry by its dotted path. */
  readonly locations: Readonly<Record<string, Location>>;
}

/**
 * Validates a YAML file (absolute path) against a schema; an empty file is an empty mapping. Throws one InputError with
 * every problem by line.
 */
export function parseConfig<T>(schema: z.ZodType<T>, text: string, file: string): ParsedConfig<T> {
  const tree = parseYamlTree(text, file);
  const result = schema.safeParse(tree.value ?? {}, { reportInput: true });
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(issue, schema));
  const problems = [
    ...tree.problems,
    ...issues.map(({ path, message }) => ({
      message: path.length === 0 ? message : `${dottedPath(path)}: ${message}`,
      location: { file, line: lineOf(tree, path) },
    })),
  ];
  if (!result.success || problems.length > 0) {
    throw new InputError(problems.toSorted((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0)));
  }
  const locations = tree.paths.map(
    (path) => [path.map(String).join('.'), { file, line: lineOf(tree, path) }] as const,
  );
  return { value: result.data, locations: Object.fromEntries(locations) };
}

/** The line of what the path leads to, or of the nearest thing around it: an entry may be missing. */
function lineOf({ lines }: YamlTree, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(pathKey(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}
