import { z } from 'zod';

/** Text on one line. */
export const lineOfText = z
  .string()
  .min(1, 'must not be empty')
  .regex(/^[^\p{Cc}]*$/u, 'expected text on one line, without control characters');

/** Text that YAML may take for a number. */
export const looseText = z.string().meta({ type: ['string', 'number', 'boolean'] });

/** A list that defaults to an empty one, also where only its key is written. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}
