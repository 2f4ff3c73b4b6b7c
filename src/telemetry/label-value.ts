import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 128;
const DIGEST_CHARACTERS = 12;

/** A value fit for a label: well-formed Unicode of at most 128 characters; what is cut off lives on in a digest. */
export function labelValue(value: string): string {
  const text = value.toWellFormed();
  if (text.length <= MAX_CHARACTERS) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARACTERS);
  return `${text.slice(0, MAX_CHARACTERS - DIGEST_CHARACTERS - 1).toWellFormed()}~${digest}`;
}
