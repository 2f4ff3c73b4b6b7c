import { compareGoVersions } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { unsetEverywhere, unsetSetting } from '../../domain/unset-setting.ts';

import type { EnvCheck } from './compare.ts';
import { ENV_WEIGHTS, envFinding } from './env-finding.ts';
import { SDK_ABSENT } from './observe-sdk.ts';

/** `go`, VERSION and the compiler of one SDK must agree, or builds fail with `does not match go tool version`. */
export const checkGoroot: EnvCheck = (_, facts) => {
  const { 'sdk.go': go, 'sdk.VERSION': version, 'sdk.compile': compile, 'sdk.root': root } = facts.local;
  const running = runningVersion(go ?? '');
  if (go === undefined || running === null || 'refused.GOROOT' in facts.local) return [];
  const origin = facts.origins.GOROOT ?? null;
  const fix =
    origin === 'default' || origin === null
      ? `install ${go} anew into a directory of its own`
      : unsetSetting('GOROOT', origin);
  const same = { key: 'GOROOT', severity: 'error', weight: 1, expected: go, origin, fix } as const;
  const parts = absentParts(facts.local);
  const hasTools = !['compile', 'link', 'asm'].every((tool) => parts.needed.includes(`tool/${tool}`));
  if (version === undefined || (compile === undefined && !hasTools)) {
    const absent = [version === undefined ? 'VERSION' : '', compile === undefined ? 'pkg/tool' : ''].filter(
      (part) => part !== '',
    );
    return [
      envFinding(facts, {
        ...same,
        kind: 'missing',
        actual: `${root ?? ''} is no SDK root: no ${absent.join(', no ')}`,
      }),
    ];
  }
  const [part] = parts.needed;
  if (part !== undefined)
    return [
      envFinding(facts, {
        ...same,
        kind: 'missing',
        actual: `${sayAbsent(part, root ?? '')}${parts.needed.length > 1 ? `, and ${parts.needed.length - 1} more parts of ${root} are missing` : ''}`,
      }),
    ];
  if (parts.slight !== undefined)
    return [
      envFinding(facts, {
        ...same,
        kind: 'missing',
        severity: 'warning',
        weight: ENV_WEIGHTS.build,
        actual: parts.slight,
      }),
    ];
  const others = [`VERSION ${version}`, `compile ${compile ?? ''}`].filter(
    (part) => runningVersion(part.slice(part.indexOf(' ') + 1)) !== running,
  );
  return others.length === 0 ? [] : [envFinding(facts, { ...same, actual: others.join(', ') })];
};

/** `needed` by every build; `slight`: what only cgo, `go vet` and `go test` need, in Go's words. */
function absentParts(local: Readonly<Record<string, string>>): {
  readonly needed: readonly string[];
  readonly slight: string | undefined;
} {
  const parts = (local[SDK_ABSENT] ?? '').split(' ').filter((part) => part !== '');
  const withCgo = local.CGO_ENABLED === '1' ? 'go build with cgo' : null;
  const users = new Map([
    ['tool/cgo', withCgo],
    ['tool/vet', 'go vet and go test'],
  ]);
  const slight = parts.flatMap((part) => {
    const user = users.get(part);
    return user == null ? [] : [`${sayAbsent(part, '')}, which ${user} needs`];
  });
  return { needed: parts.filter((part) => !users.has(part)), slight: slight[0] };
}

/** As Go says it when it needs the part. */
function sayAbsent(part: string, root: string): string {
  const [, place, name = ''] = /^(tool|src)\/(.*)$/.exec(part) ?? [];
  if (place === 'tool') return `go: no such tool "${name}"`;
  return place === 'src'
    ? `package ${name} is not in std (${root}/src/${name})`
    : `open ${root}/${part}: no such file or directory`;
}

/** Several installs in PATH: the next shell may pick another one. */
export const checkInstalls: EnvCheck = (_, facts) => {
  const installs = Object.entries(facts.local)
    .filter(([key]) => key.startsWith('install.'))
    .map(([, install]) => install);
  if (installs.length < 2) return [];
  const versions = new Set(installs.map((install) => install.slice(install.lastIndexOf(' ') + 1)));
  const severity = versions.size > 1 ? 'warning' : 'info';
  const [first, ...rest] = installs;
  const fix = `keep one of them in PATH: ${rest.map((install) => install.slice(0, install.lastIndexOf(' '))).join(', ')} comes after ${first}`;
  return [
    envFinding(facts, {
      key: 'PATH',
      severity,
      weight: ENV_WEIGHTS.path,
      expected: 'one go',
      actual: installs.join(', '),
      origin: 'environment',
      fix,
    }),
  ];
};

/** A GOTOOLCHAIN that cannot be parsed, or that keeps a newer `toolchain` line from being followed. */
export const checkToolchain: EnvCheck = ({ toolchain }, facts) => {
  const mode = facts.local.GOTOOLCHAIN ?? '';
  const { GOTOOLCHAIN: origin } = facts.origins;
  const fix = unsetEverywhere('GOTOOLCHAIN', origin, facts.origins['hidden.GOTOOLCHAIN']);
  if (
    mode !== '' &&
    !/^(auto|path|local(\+(auto|path))?|[^\s+/\\]*go1[^\s+/\\]*(\+(auto|path))?)$/.test(mode)
  ) {
    const expected = 'auto, path, local or go1.X.Y, with +auto or +path';
    return [
      envFinding(facts, { key: 'GOTOOLCHAIN', severity: 'error', weight: 1, expected, actual: mode, fix }),
    ];
  }
  const running = runningVersion(facts.local['sdk.go'] ?? '');
  const follows = mode === 'auto' || mode === 'path' || mode.endsWith('+auto') || mode.endsWith('+path');
  if (
    toolchain === null ||
    running === null ||
    follows ||
    mode === '' ||
    compareGoVersions(toolchain.version, running) <= 0
  )
    return [];
  return [
    envFinding(facts, {
      key: 'GOTOOLCHAIN',
      expected: `go${toolchain.version}`,
      actual: mode,
      source: toolchain.source,
      fix: `export GOTOOLCHAIN=go${toolchain.version}  # or GOTOOLCHAIN=auto, which follows the toolchain line`,
      location: toolchain.location,
    }),
  ];
};
