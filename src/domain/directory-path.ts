/** Go takes a path for a directory only if it says so (golang.org/x/mod/modfile: IsDirectoryPath). */
export function directoryPath(path: string): string {
  return path.startsWith('/') || path.startsWith('../') || path === '..' || path === '.' ? path : `./${path}`;
}
