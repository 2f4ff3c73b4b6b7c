import type { VersionChange } from './finding.ts';
import { compareDecimals, type Order } from './go-version.ts';

/** A module version taken apart; `prerelease` and `build` without `-` and `+`, `''` where there is none. */
export interface ModuleVersion {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  readonly prerelease: string;
  readonly build: string;
}

const GRAMMAR =
  /^v(?<major>0|[1-9]\d*)(?:\.(?<minor>0|[1-9]\d*)(?:\.(?<patch>0|[1-9]\d*)(?:-(?<prerelease>[\w.-]+))?(?:\+(?<build>[\w.-]+))?)?)?$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;
const PADDED_NUMBER = /^0\d+$/;
const PSEUDO = /^(?:(?<base>.*?)(?:^|\.)0\.)?\d{14}-[A-Za-z0-9]+$/;

/** Takes `vMAJOR[.MINOR[.PATCH[-PRERELEASE][+BUILD]]]` apart, as golang.org/x/mod/semver; null if it is malformed. */
export function parseModuleVersion(text: string): ModuleVersion | null {
  const parts = GRAMMAR.exec(text)?.groups;
  if (parts?.major === undefined) return null;
  const { major, minor = '0', patch = '0', prerelease = '', build = '' } = parts;
  const identifiers = prerelease === '' ? [] : prerelease.split('.');
  const builds = build === '' ? [] : build.split('.');
  if (![...identifiers, ...builds].every((identifier) => IDENTIFIER.test(identifier))) return null;
  if (identifiers.some((identifier) => PADDED_NUMBER.test(identifier))) return null;
  return { major, minor, patch, prerelease, build };
}

/** Whether it names a commit without a tag, as `IsPseudoVersion` in golang.org/x/mod/module/pseudo.go. */
export function isPseudoVersion(text: string): boolean {
  const version = parseModuleVersion(text);
  return version !== null && pseudoBase(version) !== null;
}

/** Semver precedence, as golang.org/x/mod/semver: malformed versions are older than valid ones and equal to each other. */
export function compareModuleVersions(a: string, b: string): Order {
  const x = parseModuleVersion(a);
  const y = parseModuleVersion(b);
  if (x === null || y === null) return x === y ? 0 : x === null ? -1 : 1;
  return (
    compareDecimals(x.major, y.major) ||
    compareDecimals(x.minor, y.minor) ||
    compareDecimals(x.patch, y.patch) ||
    comparePrereleases(x.prerelease, y.prerelease)
  );
}

/**
 * How far two module versions are apart. A pseudo-version counts as the tagged version it is based on plus some commits:
 * `patch` away from it and from other commits after it (`prerelease` if the base is one). Build metadata does not count,
 * `+incompatible` included. A malformed version differs by `major` from all but itself.
 */
export function moduleVersionChange(before: string, after: string): VersionChange {
  if (before === after) return 'none';
  const x = parseModuleVersion(before);
  const y = parseModuleVersion(after);
  if (x === null || y === null) return 'major';
  if (compareModuleVersions(before, after) === 0) return 'none';
  const from = pseudoBase(x) ?? x;
  const to = pseudoBase(y) ?? y;
  if (from.major !== to.major) return 'major';
  if (from.minor !== to.minor) return 'minor';
  return from.patch === to.patch && (from.prerelease !== '' || to.prerelease !== '') ? 'prerelease' : 'patch';
}

/**
 * How far a tool's version is from the declared one, at the precision the latter is written: `1.64` is met by every
 * release v1.64.x and the commits after it. The `v` may be missing on either side.
 */
export function toolVersionChange(declared: string, actual: string): VersionChange {
  const wantedText = withPrefix(declared);
  const actualText = withPrefix(actual);
  const change = moduleVersionChange(wantedText, actualText);
  const wanted = parseModuleVersion(wantedText);
  const found = parseModuleVersion(actualText);
  if (wanted === null || found === null) return change;
  const precision = wantedText.split('.').length;
  if (precision === 1) return change === 'major' ? 'major' : 'none';
  if (precision > 2 || change === 'major' || change === 'minor') return change;
  return (pseudoBase(found) ?? found).prerelease === '' ? 'none' : 'prerelease';
}

function withPrefix(version: string): string {
  return /^\d/.test(version) ? `v${version}` : version;
}

/** The version before the commit that a pseudo-version names; null if it is none. */
function pseudoBase(version: ModuleVersion): ModuleVersion | null {
  const match = PSEUDO.exec(version.prerelease);
  if (match === null) return null;
  const base = match.groups?.base;
  // vX.0.0-date-rev: no tag before it. With other numbers this form is a plain prerelease.
  if (base === undefined)
    return version.minor === '0' && version.patch === '0' ? { ...version, prerelease: '' } : null;
  if (base !== '') return { ...version, prerelease: base };
  return { ...version, prerelease: '', patch: decrement(version.patch) };
}

function decrement(decimal: string): string {
  const borrowed = decimal.replace(/([1-9])(0*)$/, (_, digit: string, zeros: string) => {
    return `${Number(digit) - 1}${'9'.repeat(zeros.length)}`;
  });
  return borrowed.replace(/^0(?=\d)/, '');
}

function comparePrereleases(a: string, b: string): Order {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const x = a.split('.');
  const y = b.split('.');
  for (const [index, left] of x.entries()) {
    const right = y[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    const isNumber = /^\d+$/.test(left);
    if (isNumber !== /^\d+$/.test(right)) return isNumber ? -1 : 1;
    if (isNumber) return compareDecimals(left, right);
    return left < right ? -1 : 1;
  }
  return -1;
}
