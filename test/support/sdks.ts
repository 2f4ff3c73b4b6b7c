import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [GOMODCACHE = '', GOCACHE = '', GOROOT = '', GOVERSION = '', GOOS = '', GOARCH = ''] = execFileSync(
  'go',
  ['env', 'GOMODCACHE', 'GOCACHE', 'GOROOT', 'GOVERSION', 'GOHOSTOS', 'GOHOSTARCH'],
  { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } },
).split('\n');

/** The Go of this machine: `go1.26.8`. */
export const MACHINE_GO = GOVERSION;

/** Where an SDK lies: this machine's own, or one that `prepareToolchains` brought. */
export function sdkRoot(version: string): string {
  return version === MACHINE_GO
    ? GOROOT
    : join(GOMODCACHE, `golang.org/toolchain@v0.0.1-${version}.${GOOS}-${GOARCH}`);
}

/** An environment with nothing but one SDK in PATH, a home of its own and the machine's caches. */
export function sdkEnv(
  bin: string,
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: home,
    GOMODCACHE,
    GOCACHE,
    GODRIFT_STATE_DIR: join(home, 'state'),
    ...more,
  };
}

const SHIMS = {
  // As goenv's and pyenv's: the variable, then the nearest file.
  goenv: (sdks: string) => `version="$GOENV_VERSION"
[ -n "$version" ] || version=$(head -n 1 .go-version 2>/dev/null)
exec "\${GOENV_ROOT:-${sdks}}/go\${version:-$GOENV_DEFAULT}/bin/go" "$@"`,
  asdf: (sdks: string) => `version="$ASDF_GOLANG_VERSION"
[ -n "$version" ] || version=$(sed -n 's/^golang  *//p' .tool-versions 2>/dev/null)
exec "\${ASDF_DATA_DIR:-${sdks}}/go$version/bin/go" "$@"`,
  // A distribution's script that says nothing of its SDK.
  script: (sdks: string) => `exec "${sdks}/go$SDK/bin/go" "$@"`,
};

/**
 * A directory with a `go` of a version manager, rebuilt by hand, for these SDKs: its real one comes by no package registry.
 * `script` always runs the first.
 */
export function shimDirectory(dir: string, manager: keyof typeof SHIMS, versions: readonly string[]): string {
  const sdks = join(dir, 'sdks');
  const bin = join(dir, `.${manager}`, 'shims');
  for (const place of [sdks, bin]) mkdirSync(place, { recursive: true });
  for (const version of versions) {
    mkdirSync(join(sdks, version, 'bin'), { recursive: true });
    const wrapper = join(sdks, version, 'bin/go');
    writeFileSync(wrapper, `#!/bin/sh\nexec ${sdkRoot(version)}/bin/go "$@"\n`);
    chmodSync(wrapper, 0o755);
  }
  const text = SHIMS[manager](sdks).replaceAll('$SDK', versions[0]?.slice(2) ?? '');
  writeFileSync(join(bin, 'go'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, 'go'), 0o755);
  return bin;
}
