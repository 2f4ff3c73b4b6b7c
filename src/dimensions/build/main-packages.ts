import { dirname, isAbsolute, join, relative } from 'node:path';
import { goDebugLines } from '../../domain/go-source-header.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import type { RecordedTree } from '../../host/record-sources.ts';
import { type MainPackage, parseDefaults } from './godebug-facts.ts';
import { DIRECTIVE, writeDirective } from './local-facts.ts';

/** What Go sets by default in the binary of a main package, and what its own files say of it. */
export function mainPackage(
  host: Host,
  { project, tree }: { readonly project: Project; readonly tree: RecordedTree },
  main: ListedPackage,
): MainPackage {
  const dir = main.Dir ?? project.dir;
  const files = [...(main.GoFiles ?? []), ...(main.CgoFiles ?? [])]
    .map((name) => (isAbsolute(name) ? name : join(dir, name)))
    .filter((file) => tree.withDirectives.has(file) || !tree.directories.has(dirname(file)));
  return {
    dir: relative(project.dir, dir) || '.',
    defaults: parseDefaults(main.DefaultGODEBUG ?? ''),
    directives: files.flatMap((file) =>
      goDebugLines(host.readText(file) ?? '').map(({ text, line }) => {
        const [, key = text, value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
        return { key, value, file, line };
      }),
    ),
  };
}

/** The `//go:debug` lines with their places, as local facts. */
export function localDirectives(project: Project, { dir, directives }: MainPackage): [string, string][] {
  return directives.map(({ key, value, file, line }) => [
    `${DIRECTIVE}${dir}.${key}`,
    writeDirective({ value, shown: `${relative(project.dir, file)}:${line}`, location: { file, line } }),
  ]);
}
