import { z } from 'zod';
import { nearestName } from './nearest-name.ts';

interface Described {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** What is wrong and what was expected, one for each key that the schema does not know. */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): readonly Described[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(z.toJSONSchema(schema, { io: 'input' }), path);
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, known) }));
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code !== 'invalid_type') return [{ path, message: issue.message }];
  const expected = `expected ${WORDS[issue.expected] ?? issue.expected}`;
  return [
    {
      path,
      message:
        issue.input === undefined ? `is missing: ${expected}` : `${expected}, got ${kindOf(issue.input)}`,
    },
  ];
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearestName(key, known);
  return meant === null
    ? `unknown key: expected one of ${known.join(', ')}`
    : `unknown key: did you mean ${meant}?`;
}

function knownKeys(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  const [step, ...rest] = path;
  const variants = [schema, ...(schema.anyOf ?? [])];
  if (step === undefined) return variants.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return variants.flatMap(({ properties, items }) => {
    const inner = typeof step === 'number' ? items : properties?.[String(step)];
    return typeof inner === 'object' && !Array.isArray(inner) ? knownKeys(inner, rest) : [];
  });
}

function kindOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'string' ? `text` : 'a mapping';
}
