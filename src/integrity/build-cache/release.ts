/**
 * Gives a shard's memory back at once. The garbage collector lets some 60 MB of such buffers lie, as they are outside of its
 * heap. They must not be used again.
 */
export function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
