import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One rendering of a page, ready to send. */
export interface Representation {
  readonly contentType: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
}

/** What the server serves, by path; several representations of one page are negotiated, the first by default. */
export type Pages = ReadonlyMap<string, readonly Representation[]>;

const compress = promisify(gzip);

export async function representation(contentType: string, text: string): Promise<Representation> {
  const body = Buffer.from(text);
  return { contentType, body, gzipped: await compress(body) };
}
