import { z } from 'zod';

const content = z.object({ latin1: z.string(), mode: z.number() }).nullable();
const common = { path: z.string().startsWith('/'), brief: z.string() };
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('write_file'), ...common, before: content, after: content }),
  z.object({
    kind: z.literal('switch_link'),
    ...common,
    before: z.string().nullable(),
    after: z.string().nullable(),
  }),
]);
const span = z.object({ traceId: z.string(), spanId: z.string(), traceFlags: z.number() });

/** What `writeJournal` writes. */
export const journalSchema = z.object({
  phase: z.enum(['applying', 'verified']),
  transaction: z.object({
    id: z.string(),
    kind: z.enum(['sdk', 'env', 'cache']),
    reason: z.enum(['manual', 'drift', 'ci', 'recover']),
    note: z.string().nullable(),
    target: z.string(),
    from: z.string().nullable(),
    to: z.string(),
    steps: z.array(step),
    startedAt: z.number(),
    fingerprintBefore: z.string().nullable(),
    span: span.nullable(),
    // Earlier releases did not write it.
    replaced: z
      .object({ variable: z.string().nullable(), ran: z.string().nullable() })
      .nullable()
      .default(null),
  }),
});
