import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** One rendering of a page, ready to send. */
export interface Representation {
  readonly contentType: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  /** Names the content, whatever its encoding. */
  readonly etag: string;
  /** Replace the server's own. */
  readonly headers: OutgoingHttpHeaders;
}

/** What the server serves, by path; several representations of one page are negotiated, the first by default. */
export type Pages = ReadonlyMap<string, readonly Representation[]>;

/** A page that is rendered when it is asked for. */
export type LazyPage = () => Promise<readonly Representation[]>;

const compress = promisify(gzip);

export async function representation(
  contentType: string,
  text: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Representation> {
  const body = Buffer.from(text);
  const digest = createHash('sha256').update(contentType).update(body).digest('base64url').slice(0, 22);
  return { contentType, body, gzipped: await compress(body), etag: `W/"${digest}"`, headers };
}
