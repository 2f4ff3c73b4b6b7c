import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { type GoObject, OBJECT_HEAD_BYTES, parseGoObject } from '../../domain/go-object.ts';
import { outputFile } from './output-file.ts';

const head = Buffer.allocUnsafeSlow(OBJECT_HEAD_BYTES);

/** What an output says of itself; null where it is not there, cannot be read, or is no object. `path`: the file if known. */
export function readObjectHead(root: string, output: Uint8Array, path?: string): GoObject | null {
  try {
    const file = openSync(path ?? contentOf(outputFile(root, output)), 'r');
    try {
      return parseGoObject(head.toString('latin1', 0, readSync(file, head, 0, OBJECT_HEAD_BYTES, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** An executable is kept in a directory of its own. */
function contentOf(path: string): string {
  try {
    return `${path}/${readdirSync(path)[0]}`;
  } catch {
    return path;
  }
}
