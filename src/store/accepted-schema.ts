import { z } from 'zod';
import { DIMENSION_IDS } from '../domain/dimension-id.ts';
import { parseUntil } from './parse-until.ts';

const findingPattern = new RegExp(`^(?:${DIMENSION_IDS.join('|')})\\..`, 's');
const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'expected text') });
const words = text.trim().min(1, 'must not be empty');

/** One entry of `.godrift/accepted.yaml`; `until` becomes RFC 3339. */
const acceptedEntry = z.strictObject({
  finding: text.regex(findingPattern, `expected DIMENSION.KEY, with one of ${DIMENSION_IDS.join(', ')}`),
  owner: words,
  reason: words,
  until: text.transform((written, context) => {
    const until = parseUntil(written);
    if (until !== null) return until;
    context.addIssue({ code: 'custom', message: 'expected a date (2026-12-31) or an RFC 3339 date-time' });
    return z.NEVER;
  }),
});

/** `.godrift/accepted.yaml`: each finding at most once. */
export const acceptedSchema = z
  .array(acceptedEntry, 'expected a list of accepted findings')
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [i, { finding }] of entries.entries()) {
      if (seen.has(finding))
        context.addIssue({
          code: 'custom',
          path: [i, 'finding'],
          message: `${JSON.stringify(finding)} is accepted twice`,
        });
      seen.add(finding);
    }
  });
