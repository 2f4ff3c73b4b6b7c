const GOARCH: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['mipsel', 'mipsle'],
  // Node runs on the little-endian one only.
  ['ppc64', 'ppc64le'],
]);

/** Node's name of an architecture in Go's words. */
export function goArch(arch: string): string {
  return GOARCH.get(arch) ?? arch;
}

/** Node's name of an operating system in Go's words. */
export function goOs(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'windows' : platform;
}
