const MAX_LENGTH = 120;

/** `env.expect.GOFLAGS`, `projects.0.dir`; shortened, and on one line whatever was written. */
export function dottedPath(path: readonly PropertyKey[]): string {
  const text = JSON.stringify(path.map(String).join('.')).slice(1, -1);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}…`;
}
