/** Whether an absolute path is a directory or below it; of import paths, whether one is a module's. Both as resolved. */
export function isWithin(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir.endsWith('/') ? dir : `${dir}/`);
}
