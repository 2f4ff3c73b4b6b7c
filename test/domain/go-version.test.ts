import { describe, expect, test } from 'vitest';
import {
  compareGoVersions,
  fromToolchain,
  goLang,
  isGoLang,
  isGoPrerelease,
  isValidGoVersion,
  parseGoVersion,
} from '../../src/domain/go-version.ts';
import { compareModuleVersions, parseModuleVersion } from '../../src/domain/module-version.ts';
import { goTable } from './go-table.ts';

type Comparison = readonly [string, string, number];
type Verdict = readonly [string, boolean];
type Mapping = readonly [string, string];

const gover = goTable<{
  compare: Comparison[];
  parse: [string, [string, string, string, string, string]][];
  lang: Mapping[];
  isLang: Verdict[];
  isValid: Verdict[];
}>('gover');
const cmdGo = goTable<{ compare: Comparison[]; lang: Mapping[]; isLang: Verdict[]; isValid: Verdict[] }>(
  'cmd-go-gover',
);
const toolchains = goTable<{ fromToolchain: Mapping[] }>('cmd-go-toolchain');
const modules = goTable<{
  modCompare: [string, string, string, number][];
  modIsValid: [string, string, boolean][];
  modSort: [[string, string][], [string, string][]][];
}>('cmd-go-mod');
const named = goTable<{ compare: Comparison[]; lang: Mapping[]; isValid: Verdict[] }>('go-version');
const newer = goTable<{ newerToolchain: [string, string[], string][] }>('newer-toolchain');

describe("Go's own table internal/gover/gover_test.go", () => {
  test.each(gover.compare)('%s against %s is %d, and the other way round the opposite', (a, b, order) => {
    expect([compareGoVersions(a, b), compareGoVersions(b, a)]).toEqual([order, 0 - order]);
  });
  test.each(gover.parse)('%s is taken apart', (text, [major, minor, patch, kind, pre]) => {
    expect(parseGoVersion(text)).toEqual({ major, minor, patch, kind, pre });
  });
  test.each(gover.lang)('the language of %s is %s', (text, lang) => expect(goLang(text)).toBe(lang));
  test.each(gover.isLang)('whether %s names a language is %s', (text, is) => expect(isGoLang(text)).toBe(is));
  test.each(gover.isValid)('whether %s is valid is %s', (text, is) =>
    expect(isValidGoVersion(text)).toBe(is),
  );
});

describe("Go's own tables cmd/go/internal/gover/*_test.go", () => {
  test.each(cmdGo.compare)('%s against %s is %d', (a, b, order) =>
    expect(compareGoVersions(a, b)).toBe(order),
  );
  test.each(cmdGo.lang)('the language of %s is %s', (text, lang) => expect(goLang(text)).toBe(lang));
  test.each(cmdGo.isLang)('whether %s names a language is %s', (text, is) => expect(isGoLang(text)).toBe(is));
  test.each(cmdGo.isValid)('whether %s is valid is %s', (text, is) =>
    expect(isValidGoVersion(text)).toBe(is),
  );
  test.each(toolchains.fromToolchain)('toolchain %s has version "%s"', (name, version) => {
    expect(fromToolchain(name)).toBe(version);
  });
  test.each(modules.modCompare)('of %s, %s against %s is %d', (path, a, b, order) => {
    expect(compareOf(path, a, b)).toBe(order);
  });
  test.each(modules.modIsValid)('of %s, whether %s is valid is %s', (path, version, valid) => {
    expect(isValidOf(path, version)).toBe(valid);
  });
  test.each(modules.modSort)('%j sorts to %j', (list, sorted) => {
    const order = (a: [string, string], b: [string, string]) =>
      a[0] === b[0] ? compareOf(a[0], a[1], b[1]) : a[0] < b[0] ? -1 : 1;
    expect([...list].sort(order)).toEqual(sorted);
  });
});

describe("Go's own table go/version/version_test.go", () => {
  test.each(named.compare)('%s against %s is %d', (a, b, order) => {
    expect(compareGoVersions(fromToolchain(a), fromToolchain(b))).toBe(order);
  });
  test.each(named.lang)('the language of %s is %s', (name, lang) => {
    const language = goLang(fromToolchain(name));
    expect(language === '' ? '' : `go${language}`).toBe(lang);
  });
  test.each(named.isValid)('whether %s is valid is %s', (name, valid) => {
    expect(isValidGoVersion(fromToolchain(name))).toBe(valid);
  });
});

describe("Go's own table cmd/go/internal/toolchain/toolchain_test.go", () => {
  test.each(newer.newerToolchain)('for %s out of %j, %s satisfies the order', (need, list, chosen) => {
    expect(list).toEqual([...list].sort(compareGoVersions));
    const satisfying = list.filter((version) => compareGoVersions(version, need) >= 0);
    if (chosen === '') expect(satisfying).toEqual([]);
    else expect(satisfying).toContain(fromToolchain(chosen));
  });
});

test.each([
  ['1.22', false],
  ['1.22.3', false],
  ['1.22rc1', true],
  ['1.19beta2', true],
  ['1.22.3rc1', false],
])('whether %s is a prerelease is %s', (version, is) => expect(isGoPrerelease(version)).toBe(is));

test.each([
  '',
  'go1.22',
  '01.2',
  '1.02',
  '1.2.03',
  '1.22rc01',
  '1.',
  '1.22.',
  '1.22.3.4',
  '1.22.3rc1',
  '1.22RC1',
  ' 1.22',
  '1.22\n',
])('%j is no version', (text) =>
  expect([parseGoVersion(text), goLang(text), isGoLang(text)]).toEqual([null, '', false]),
);

test.each(['go1.2/3', 'go1.22-\\x', '../go1.22'])(
  'a toolchain name with a path separator has no version: %s',
  (name) => {
    expect(fromToolchain(name)).toBe('');
  },
);

function compareOf(path: string, a: string, b: string): number {
  if (path === 'go') return compareGoVersions(a, b);
  if (path === 'toolchain') return compareGoVersions(toolchainVersion(a), toolchainVersion(b));
  return compareModuleVersions(a, b);
}

function isValidOf(path: string, version: string): boolean {
  if (path === 'go') return isValidGoVersion(version);
  if (path === 'toolchain') return fromToolchain(version) !== '';
  return parseModuleVersion(version) !== null;
}

/** cmd/go takes a bare version for a toolchain's name too. */
function toolchainVersion(name: string): string {
  return isValidGoVersion(name) ? name : fromToolchain(name);
}
