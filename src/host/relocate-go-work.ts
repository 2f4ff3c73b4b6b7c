import { relative, resolve } from 'node:path';
import type { GoModReplace, GoWork } from '../domain/declared.ts';
import { directoryPath } from '../domain/directory-path.ts';

/**
 * A go.work for `copyDir` that leads to the same directories. They stay relative, since Go prints an absolute replacement
 * as it is written and a relative one as seen from the go.work.
 */
export function relocateGoWork(goWork: GoWork, root: string, copyDir: string): string {
  const moved = (dir: string) =>
    JSON.stringify(dir.startsWith('/') ? dir : directoryPath(relative(copyDir, resolve(root, dir))));
  return [
    ...(goWork.go === null ? [] : [`go ${goWork.go.version}`]),
    ...goWork.use.map(({ dir }) => `use ${moved(dir)}`),
    ...goWork.godebug.map(({ key, value }) => `godebug ${key}=${value}`),
    ...goWork.replace.map((replace) => `replace ${replaceLine(replace, moved)}`),
    '',
  ].join('\n');
}

function replaceLine(
  { path, version, newPath, newVersion }: GoModReplace,
  moved: (dir: string) => string,
): string {
  const old = version === null ? JSON.stringify(path) : `${JSON.stringify(path)} ${version}`;
  return `${old} => ${newVersion === null ? moved(newPath) : `${JSON.stringify(newPath)} ${newVersion}`}`;
}
