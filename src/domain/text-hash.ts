/**
 * 106 bits over a text, 28 base-36 characters at most: two runs of cyrb53 (public domain) with other seeds. Tells names apart
 * without loading `node:crypto`; no protection against someone who looks for collisions.
 */
export function textHash(text: string): string {
  return cyrb53(text, 1).toString(36) + cyrb53(text, 2).toString(36);
}

function cyrb53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
