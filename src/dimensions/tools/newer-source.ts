import { dirname, join, relative, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';

/** A file that the build uses and that a `//go:build` line raises to a language version. */
export interface RaisedFile {
  /** Absolute; and relative to the project. */
  readonly file: string;
  readonly name: string;
  readonly line: number;
  /** Without the `go` prefix: `1.27`. */
  readonly version: string;
}

/**
 * The files here whose `//go:build` line needs at least a language version above `above`, of those that the running Go builds
 * (`GoVersion` in go/build/constraint): go/types refuses them where an older Go built it. Empty where Go cannot list them.
 */
export async function raisedFiles(
  host: Host,
  project: Project,
  declared: Declared,
  above: string,
): Promise<readonly RaisedFile[]> {
  try {
    const raised = sourceFiles(host, project, declared).flatMap((file) => {
      const found = raisedBy(host.readText(file) ?? '');
      return found === null || compareGoVersions(found.version, above) <= 0 ? [] : [{ file, ...found }];
    });
    if (raised.length === 0) return [];
    const built = new Set(await builtFiles(host, [...new Set(raised.map(({ file }) => dirname(file)))]));
    return raised
      .filter(({ file }) => built.has(file) || built.has(host.realpath(file) ?? file))
      .map((one) => ({ ...one, name: relative(project.dir, one.file) }));
  } catch (cause) {
    if (cause instanceof CollectError) return [];
    throw cause;
  }
}

/** The packages of the standard library, among these, that the project's packages import at any distance. */
export async function importedStd(
  host: Host,
  project: Project,
  declared: Declared,
  packages: readonly string[],
): Promise<readonly string[]> {
  try {
    // What is imported changes with the files.
    for (const file of sourceFiles(host, project, declared)) host.stat(file);
    const { stdout } = await host.go.run(['list', '-e', '-deps', '-f', '{{.ImportPath}}', './...']);
    const imported = new Set(stdout.split('\n'));
    return packages.filter((path) => imported.has(path));
  } catch (cause) {
    if (cause instanceof CollectError) return [];
    throw cause;
  }
}

/** The Go files that `./...` may mean, tests left out. */
function sourceFiles(host: Host, { dir, goWorkFile }: Project, { goWork }: Declared): readonly string[] {
  const members = new Set((goWork?.use ?? []).map((use) => resolve(dirname(goWorkFile ?? dir), use.dir)));
  const below = (directory: string): readonly string[] =>
    (host.list(directory) ?? []).flatMap((name) => {
      if (/^[._]/.test(name)) return [];
      const path = join(directory, name);
      if (name.endsWith('.go')) return name.endsWith('_test.go') ? [] : [path];
      if (name === 'testdata' || name === 'vendor' || name === 'node_modules') return [];
      if (host.stat(path)?.kind !== 'directory') return [];
      // Another module, unless the workspace has it.
      return host.stat(join(path, 'go.mod')) !== null && !members.has(path) ? [] : below(path);
    });
  return below(dir);
}

/** What a file's `//go:build` line needs; null for a line with alternatives, which any version may meet. */
function raisedBy(text: string): { readonly line: number; readonly version: string } | null {
  for (const [at, line] of text.split('\n').entries()) {
    if (/^package\s/.test(line)) return null;
    const expression = /^\/\/go:build\s+(.*)$/.exec(line)?.[1];
    if (expression === undefined) continue;
    if (/[|!]/.test(expression)) return null;
    const version = [...expression.matchAll(/\bgo(1\.\d+)\b/g)]
      .map(([, one = '']) => one)
      .toSorted(compareGoVersions)
      .at(-1);
    return version === undefined ? null : { line: at + 1, version };
  }
  return null;
}

async function builtFiles(host: Host, directories: readonly string[]): Promise<readonly string[]> {
  const format =
    '{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}{{range .CgoFiles}}{{$.Dir}}/{{.}}{{"\\n"}}{{end}}';
  const { stdout } = await host.go.run(['list', '-e', '-f', format, ...directories]);
  return stdout.split('\n').filter((line) => line !== '');
}
