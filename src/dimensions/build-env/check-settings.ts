import { isAbsolute } from 'node:path';
import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';

const REFUSED = 'refused.';

/** Settings with which `go` does not even start. */
export const checkRefused: EnvCheck = (_, facts) =>
  Object.entries(facts.local)
    .filter(([key]) => key.startsWith(REFUSED))
    .map(([key, message]) => {
      const name = key.slice(REFUSED.length);
      return envFinding(facts, {
        key: name,
        severity: 'error',
        weight: 1,
        expected: 'a value that go accepts',
        actual: message,
        fix: unsetFix(name, facts.origins[name]),
      });
    });

export const checkGo111Module: EnvCheck = ({ project }, facts) => {
  const value = facts.local.GO111MODULE;
  const fix = unsetFix('GO111MODULE', facts.origins.GO111MODULE);
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

export const checkGoflags: EnvCheck = (_, facts) => {
  const mod = /(?:^|\s)['"]?--?mod=(\w+)/.exec(facts.local.GOFLAGS ?? '')?.[1];
  if (mod !== 'mod') return [];
  return [
    envFinding(facts, {
      key: 'GOFLAGS',
      expected: 'no -mod=mod',
      actual: '-mod=mod: every build may rewrite go.mod and go.sum',
      fix: unsetFix('GOFLAGS', facts.origins.GOFLAGS),
    }),
  ];
};

export const checkGopath: EnvCheck = (_, facts) => {
  const gopath = facts.local.GOPATH ?? '';
  const fix = unsetFix('GOPATH', facts.origins.GOPATH);
  const same = { key: 'GOPATH', weight: ENV_WEIGHTS.path, fix } as const;
  const relative = gopath.split(':').find((root) => root !== '' && !isAbsolute(root));
  if (relative !== undefined)
    return [envFinding(facts, { ...same, severity: 'error', expected: 'absolute paths', actual: gopath })];
  const goroot = facts.local['sdk.root'];
  return goroot !== undefined && gopath === goroot
    ? [envFinding(facts, { ...same, expected: 'a directory other than GOROOT', actual: gopath })]
    : [];
};

export const checkCompiler: EnvCheck = (_, facts) => {
  const missing = facts.local['CC.missing'];
  if (missing === undefined) return [];
  const fix = `install ${missing}, or build without cgo: export CGO_ENABLED=0`;
  return [
    envFinding(facts, {
      key: 'CC',
      kind: 'missing',
      expected: missing,
      actual: 'not in PATH, with CGO_ENABLED=1',
      fix,
    }),
  ];
};

/** How to take a setting back, by where it is set. */
export function unsetFix(name: string, origin: string | undefined): string {
  if (origin === undefined || origin === 'environment') return `unset ${name}`;
  return origin.startsWith('$GOROOT')
    ? `go env -w ${name}=…, or edit ${origin}`
    : `go env -u ${name} (${origin})`;
}
