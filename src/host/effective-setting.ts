import { join, resolve } from 'node:path';
import { variableClass } from '../domain/go-variables.ts';
import type { EffectiveSetting, GoSetting } from './go.ts';

type Env = Readonly<Record<string, string>>;

/** What `go env` lists since some release, whatever GOARCH is: an older Go does not read it. */
const LISTED_SINCE = new Set([
  'GOTOOLCHAIN',
  'GOAUTH',
  'GOFIPS140',
  'GOCACHEPROG',
  'GOTELEMETRY',
  'GOTELEMETRYDIR',
]);
/** What a wrapper of a version manager sets for the `go` that it starts. */
const SET_BY_WRAPPERS = new Set(['GOROOT', 'GOPATH', 'GOBIN']);

export interface SettingAnswers {
  /** What is configured before Go's defaults. */
  readonly set: GoSetting | null;
  /** What `go env -json` says. */
  readonly value: string;
  /** The `go` in PATH, home as `~`, where it is a wrapper. */
  readonly wrapper: string | null;
  readonly home: string;
}

/** Whether the Go that answered does not read a variable, since it does not list it. */
export function isUnknown(key: string, values: Env): boolean {
  return LISTED_SINCE.has(key) && !(key in values) && !isCacheProgExperiment(key, values);
}

/** What counts of a setting that Go does not read. */
export function withoutEffect(set: GoSetting | null): EffectiveSetting {
  return { value: '', origin: 'default', unused: set?.value ? set : null };
}

/** What Go uses is what it answers; what is configured is its origin only where it is the same. Pure. */
export function effectiveSetting(
  key: string,
  { set, value, wrapper, home }: SettingAnswers,
): EffectiveSetting {
  if (set === null || set.value === '') {
    const byWrapper =
      wrapper !== null && SET_BY_WRAPPERS.has(key) && value !== '' && value !== defaultOf(key, home);
    return { value, origin: byWrapper ? wrapper : (set?.origin ?? 'default'), unused: null };
  }
  return isSame(key, set.value, value)
    ? { value, origin: set.origin, unused: null }
    : { value, origin: 'default', unused: set };
}

function isSame(key: string, set: string, used: string): boolean {
  return set === used || (variableClass(key) === 'path' && resolve(set) === resolve(used));
}

/**
 * Before Go 1.24 the build cache program was an experiment, and not listed: only a `go` that was itself built with it reads it
 * (tried: GOEXPERIMENT=cacheprog changes nothing for 1.21.13 and 1.23.12).
 */
function isCacheProgExperiment(key: string, { GOVERSION = '' }: Env): boolean {
  return key === 'GOCACHEPROG' && /X:(?:.*,)?cacheprog\b/.test(GOVERSION);
}

function defaultOf(key: string, home: string): string {
  return key === 'GOPATH' ? join(home, 'go') : '';
}
