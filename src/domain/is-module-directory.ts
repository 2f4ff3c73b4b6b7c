/**
 * Whether Go's module cache made a directory of this name: it extracts every module to `<path>@<version>`, and a version
 * there is always a full `v1.2.3…` (golang.org/x/mod/module). Such a directory is another project's module.
 */
export function isModuleDirectory(name: string): boolean {
  return /@v\d+\.\d+\.\d+/.test(name);
}
