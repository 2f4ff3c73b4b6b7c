import { resolve } from 'node:path';
import type { Facts } from '../../domain/facts.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import { unsetEverywhere, unsetSetting } from '../../domain/unset-setting.ts';
import { clearedSetting } from './cleared-setting.ts';
import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

const REFUSED = 'refused.';
const UNUSED = 'unused.';

/** Settings with which `go` does not start. GOCACHE is a dimension of its own. */
export const checkRefused: EnvCheck = (_, facts) =>
  Object.entries(facts.local)
    .filter(([key]) => key.startsWith(REFUSED) && key !== `${REFUSED}GOCACHE`)
    .map(([key, message]) => {
      const name = key.slice(REFUSED.length);
      return envFinding(facts, {
        key: name,
        severity: 'error',
        weight: 1,
        expected: 'a value that go accepts',
        actual: message,
        fix: fixOf(name, facts),
      });
    });

function fixOf(name: string, { local, origins }: Facts): string | null {
  const unset = unsetEverywhere(name, origins[name], origins[`hidden.${name}`]);
  const owner = local[`${name}.owner`];
  if (owner === undefined) return unset;
  const chown = `sudo chown -R "$(id -u)" ${posixQuote(owner)}`;
  return unset === null ? chown : `${chown}  # or ${unset}`;
}

/** What is set and counts for nothing: somebody meant something by it. */
export const checkUnused: EnvCheck = (_, facts) =>
  Object.entries(facts.local)
    .filter(([key]) => key.startsWith(UNUSED) && !(`odd.${key.slice(UNUSED.length)}` in facts.local))
    .map(([key, value]) => {
      const name = key.slice(UNUSED.length);
      const origin = facts.origins[key] ?? null;
      const used = facts.local[name] ?? '';
      return envFinding(facts, {
        key: name,
        severity: 'info',
        weight: ENV_WEIGHTS.other,
        expected: used === '' ? 'not set: this Go does not read it' : `${used}, which Go uses`,
        actual: `${value}, which counts for nothing`,
        origin,
        fix: unsetSetting(name, origin),
      });
    });

export const checkGo111Module: EnvCheck = ({ project }, facts) => {
  const value = facts.local.GO111MODULE;
  const fix = clearedSetting('GO111MODULE', facts);
  if (value === undefined || value === 'on') return [];
  if (value === 'auto') {
    const inGopath = (facts.local.GOPATH ?? '')
      .split(':')
      .some((root) => root !== '' && project.dir.startsWith(`${root}/src/`));
    return inGopath
      ? [
          envFinding(facts, {
            key: 'GO111MODULE',
            severity: 'info',
            weight: ENV_WEIGHTS.path,
            expected: 'on',
            actual: 'auto',
            fix,
          }),
        ]
      : [];
  }
  const off = value === 'off';
  if (off && project.goModFile === null && project.goWorkFile === null) return [];
  const actual = off ? 'off: go.mod and go.work are ignored, packages come from GOPATH' : value;
  return [
    envFinding(facts, { key: 'GO111MODULE', severity: 'error', weight: 1, expected: 'on', actual, fix }),
  ];
};

/** Go warns, and mixes what it installs with the SDK. Spellings and links of one directory are one. */
export const checkGopath: EnvCheck = (_, facts) => {
  const { 'sdk.root': goroot = '', 'sdk.realpath': sdk = '', 'GOPATH.real': gopath } = facts.local;
  if (goroot === '' || gopath === undefined || resolve(gopath) !== resolve(sdk)) return [];
  const origin = facts.origins.GOPATH ?? 'default';
  return [
    envFinding(facts, {
      key: 'GOPATH',
      severity: 'error',
      weight: ENV_WEIGHTS.path,
      expected: 'a directory other than GOROOT',
      actual: facts.local.GOPATH ?? goroot,
      fix:
        unsetSetting('GOPATH', origin) ??
        `go env -w GOPATH="$HOME/gopath"  # or move the SDK out of ${goroot}`,
    }),
  ];
};
