import { InputError, inputError } from '../domain/errors.ts';
import type { FactMap } from '../domain/facts.ts';
import { readSnapshot } from '../domain/snapshot-text.ts';
import { fileSlug } from './file-slug.ts';

const FILE_NAME = /^(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}\.\d{3}Z)-(.+)\.snap$/;
const MAX_ID_LENGTH = 200;

/** `<UTC time>-<slug of the id>.snap`: two records never share a file. */
export function deploymentFileName(id: string, at: Date): string {
  return `${at.toISOString().replaceAll(':', '-')}-${fileSlug(id)}.snap`;
}

/** What a file's name tells; null for the name of anything else. */
export function parseDeploymentFileName(name: string): { readonly at: Date; readonly slug: string } | null {
  const [, day, hours, minutes, seconds, slug] = FILE_NAME.exec(name) ?? [];
  if (slug === undefined) return null;
  const at = new Date(`${day}${hours}:${minutes}:${seconds}`);
  return Number.isNaN(at.getTime()) ? null : { at, slug };
}

/** The snapshot with the deployment's id as a comment after the header. Throws InputError for an id that is none. */
export function deploymentText(id: string, snapshotText: string): string {
  if (id === '' || id !== id.trim() || id.length > MAX_ID_LENGTH || /\p{Cc}|\p{Cs}/u.test(id)) {
    throw inputError(
      `invalid deployment id ${JSON.stringify(id.slice(0, MAX_ID_LENGTH))}: one line of at most ${MAX_ID_LENGTH} characters`,
    );
  }
  const header = snapshotText.slice(0, snapshotText.indexOf('\n') + 1);
  return `${header}# deployment: ${id}\n${snapshotText.slice(header.length)}`;
}

/** Reads what `deploymentText` wrote; the reason where it is damaged. */
export function readDeploymentText(
  text: Uint8Array,
  file: string,
): { readonly id: string; readonly facts: FactMap } | string {
  const id = /^[^\n]*\n# deployment: ([^\n]+)\n/.exec(Buffer.from(text).toString('utf8'))?.[1];
  if (id === undefined) return 'no deployment id in line 2';
  try {
    return { id, facts: readSnapshot(text, file).facts };
  } catch (error) {
    if (error instanceof InputError) return error.problems[0]?.message ?? error.message;
    throw error;
  }
}
