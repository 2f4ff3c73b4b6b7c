/** Where Go keeps an output (cmd/go/internal/cache: fileName). */
export function outputFile(root: string, output: Uint8Array): string {
  return cacheFile(root, output, 'd');
}

/** Where Go keeps an action's entry. */
export function entryFile(root: string, action: Uint8Array): string {
  return cacheFile(root, action, 'a');
}

function cacheFile(root: string, id: Uint8Array, suffix: 'a' | 'd'): string {
  const hex = Buffer.from(id.buffer, id.byteOffset, id.length).toString('hex');
  return `${root}/${hex.slice(0, 2)}/${hex}-${suffix}`;
}
