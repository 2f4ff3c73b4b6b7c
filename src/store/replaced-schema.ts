import { z } from 'zod';

const content = z.object({ latin1: z.string(), mode: z.number() }).nullable();

/** What `writeReplacedState` writes. */
export const replacedSchema = z.object({
  id: z.string(),
  target: z.string(),
  files: z.array(z.object({ path: z.string().startsWith('/'), before: content, after: content })),
  variable: z.string().nullable(),
  ran: z.string().nullable(),
});
