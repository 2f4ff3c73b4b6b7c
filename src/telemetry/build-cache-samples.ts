import { type Sample, sample } from '../contract/sample.ts';
import { CACHE_STATES, type CacheVerdict, cacheLabel } from '../domain/build-cache-verification.ts';

/** What is known of one GOCACHE. */
export interface BuildCacheMeasure {
  readonly root: string;
  readonly sizeBytes: number;
  readonly entries: Readonly<Record<CacheVerdict, number>>;
  /** Of the verification under way, 0 to 1; 1 where none is. */
  readonly verified: number;
}

export function buildCacheSamples({
  root,
  sizeBytes,
  entries,
  verified,
}: BuildCacheMeasure): readonly Sample[] {
  const cache = cacheLabel(root);
  return [
    sample('godrift.build_cache.size', sizeBytes, { cache }),
    ...CACHE_STATES.map((state) => sample('godrift.build_cache.entries', entries[state], { cache, state })),
    sample('godrift.build_cache.verified', verified, { cache }),
  ];
}
