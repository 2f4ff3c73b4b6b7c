import { compareGoVersions } from './go-version.ts';

/** A GODEBUG setting that a release removes; it refuses these values since Go 1.27, and ignores others. */
interface RemovedSetting {
  readonly release: string;
  readonly old: readonly string[];
}

/**
 * From `internal/godebugs/table.go` of Go 1.27 (`Removed`, and what its `Old` functions accept). x509sha1 and tlskyber were refused
 * with every value from 1.24 to 1.26.
 */
const REMOVED_SETTINGS: Readonly<Record<string, RemovedSetting>> = {
  x509sha1: { release: '1.24', old: ['1'] },
  tlskyber: { release: '1.24', old: ['0'] },
  gotypesalias: { release: '1.27', old: ['0'] },
  tlsunsafeekm: { release: '1.27', old: ['1'] },
  tlsrsakex: { release: '1.27', old: ['1'] },
  tls3des: { release: '1.27', old: ['1'] },
  tls10server: { release: '1.27', old: ['1'] },
  x509keypairleaf: { release: '1.27', old: ['0'] },
  asynctimerchan: { release: '1.27', old: ['1', '2'] },
};

/**
 * The release that no longer knows a GOEXPERIMENT: `internal/goexperiment/flags.go` of one release and the next, and for what is
 * still known the release notes of Go 1.27.
 */
const REMOVED_EXPERIMENTS: Readonly<Record<string, string>> = {
  unified: '1.21',
  pagetrace: '1.23',
  range: '1.23',
  allocheaders: '1.23',
  exectracer2: '1.23',
  coverageredesign: '1.25',
  spinbitmutex: '1.25',
  cacheprog: '1.26',
  rangefunc: '1.26',
  aliastypeparams: '1.26',
  swissmap: '1.26',
  synchashtriemap: '1.26',
  synctest: '1.26',
  goroutineleakprofile: '1.27',
  sizespecializedmalloc: '1.28',
};

/** What a later Go than this one does with a setting, or this one without a word; null where it stays as it is. */
export function godebugAhead(key: string, value: string, version: string): string | null {
  const removed = REMOVED_SETTINGS[key];
  if (removed === undefined) return null;
  const isGone = compareGoVersions(version, removed.release) >= 0;
  const isOld = removed.old.includes(value);
  if (isGone) return isOld ? null : `go${removed.release} removed it: it counts for nothing`;
  return isOld ? `go${removed.release} removes it and refuses to build` : `go${removed.release} removes it`;
}

/** As `godebugAhead`, of one word of GOEXPERIMENT: `noswissmap`. */
export function experimentAhead(word: string, version: string): string | null {
  const release = REMOVED_EXPERIMENTS[word.replace(/^no/, '')] ?? REMOVED_EXPERIMENTS[word];
  return release === undefined || compareGoVersions(version, release) >= 0
    ? null
    : `go${release} no longer knows it and refuses to run`;
}
