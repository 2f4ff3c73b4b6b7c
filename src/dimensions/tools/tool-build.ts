/** The settings that make one build of a tool's version differ from another wherever it is built; CGO_ENABLED is the machine's. */
const SETTINGS = ['vcs.revision', 'vcs.modified', '-tags', '-race', 'DefaultGODEBUG'];

/** `vcs.revision=… -tags=…`; null where the build has none of them. */
export function formatToolBuild(settings: ReadonlyMap<string, string>): string | null {
  const told = SETTINGS.flatMap((name) => {
    const value = (settings.get(name) ?? '').replace(/\s+/g, ',');
    return value === '' || value === 'false' ? [] : [`${name}=${value}`];
  });
  return told.length === 0 ? null : told.join(' ');
}

/** The commit that a tool was built from; null where its facts have none. */
export function toolRevision(build: string | undefined): string | null {
  return /(?:^| )vcs\.revision=(\S+)/.exec(build ?? '')?.[1] ?? null;
}

/** `(devel)`, which a build from a directory is called, with its commit. */
export function develName(build: string | undefined): string {
  const revision = toolRevision(build);
  const modified = / vcs\.modified=true/.test(build ?? '') ? '+dirty' : '';
  return revision === null ? '(devel)' : `(devel) ${revision.slice(0, 12)}${modified}`;
}

/** Whether what is declared is this build and no release: `(devel)`, its commit, or a pseudo-version of its commit. */
export function declaresBuild(declared: string, version: string | null, build: string | undefined): boolean {
  if (/^\(?devel\)?$/.test(declared)) return version === null;
  const [wanted, pseudo] = [commitOf(declared), commitOf(version ?? '')];
  if (wanted === null) return false;
  // `go install PACKAGE@COMMIT` names it in the version alone.
  const revision = toolRevision(build) ?? pseudo ?? '';
  return revision !== '' && (revision.startsWith(wanted) || wanted.startsWith(revision));
}

function commitOf(version: string): string | null {
  return /(?:^|-)([0-9a-f]{7,40})(?:\+dirty)?$/.exec(version)?.[1] ?? null;
}
