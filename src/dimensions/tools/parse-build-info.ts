import { runningVersion } from '../../domain/go-version-output.ts';
import type { ToolFact } from '../../domain/tool-fact.ts';

const NOTHING: ToolFact = { version: null, goVersion: null, sum: null };

/**
 * What `go version -m FILE…` printed about each of `files`, as formatted by `func (bi *BuildInfo) String` in Go's
 * runtime/debug/mod.go; files without build information are left out.
 */
export function parseBuildInfo(output: string, files: readonly string[]): ReadonlyMap<string, ToolFact> {
  const sections = new Map<string, string[]>();
  let section: string[] | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('\t')) {
      section?.push(line);
      continue;
    }
    const file = headerFile(line, files);
    section = file === null ? undefined : [line.slice(file.length + 2)];
    if (file !== null && section !== undefined) sections.set(file, section);
  }
  return new Map(
    [...sections].map(([file, [goVersion = '', ...lines]]) => [file, toolFact(goVersion, lines)]),
  );
}

/** The file that a line `<file>: <go version>` is about. A name may hold `: `: the longest one that fits. */
function headerFile(line: string, files: readonly string[]): string | null {
  return files
    .filter((file) => line.startsWith(`${file}: `))
    .reduce<string | null>((longest, file) => (file.length > (longest?.length ?? 0) ? file : longest), null);
}

function toolFact(goVersion: string, lines: readonly string[]): ToolFact {
  const fields = lines.map((line) => line.slice(1).split('\t'));
  const at = fields.findIndex(([key]) => key === 'mod');
  if (at < 0) {
    const ofSdk = fields.some(([key, path]) => key === 'path' && path?.startsWith('cmd/') === true);
    const version = ofSdk ? runningVersion(goVersion) : null;
    return { ...NOTHING, goVersion, version: version === null ? null : `go${version}` };
  }
  // A replaced module is followed by what replaces it.
  const main = fields[at + 1]?.[0] === '=>' ? fields[at + 1] : fields[at];
  const [, , version = '', sum = ''] = main ?? [];
  return {
    goVersion,
    // A build from a directory is called `(devel)`.
    version: /^v\S+$/.test(version) ? version : null,
    sum: /^h1:\S+$/.test(sum) ? sum : null,
  };
}
