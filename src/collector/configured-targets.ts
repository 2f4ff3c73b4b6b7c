import { globSync } from 'node:fs';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { isModuleDirectory } from '../domain/is-module-directory.ts';
import { type InputSignatures, signatureOf, statInput } from '../host/inputs.ts';
import { createDiscovery } from './discover-projects.ts';
import type { Target } from './target.ts';

/** What a person has written. */
export interface WatchList {
  readonly projects: readonly {
    /** A directory, or a glob unless it is `exact`. */
    readonly dir: string;
    readonly exact?: boolean;
    readonly name?: string | undefined;
    readonly env_file?: string | undefined;
  }[];
  readonly roots: readonly string[];
  /** What relative paths are relative to. */
  readonly base: string;
}

export interface Resolved {
  readonly targets: readonly Target[];
  /** What decides which targets there are. */
  readonly inputs: InputSignatures;
  readonly problems: readonly string[];
}

/** Globs and roots turned into directories, each once: the first entry that names it decides. */
export function createTargetResolver(): (list: WatchList) => Promise<Resolved> {
  const discover = createDiscovery();
  let before: readonly Target[] = [];

  return async ({ projects, roots, base }) => {
    const inputs: Record<string, string> = {};
    const named = projects.flatMap(({ dir, exact, name, env_file }): Target[] => {
      const target = {
        name: name ?? null,
        envFile: env_file === undefined ? null : resolve(base, env_file),
      };
      if (exact === true || !isGlob(dir)) return [{ ...target, dir: resolve(base, dir) }];
      for (const parent of globParents(resolve(base, dir))) inputs[parent] = signatureOf(statInput(parent));
      return globSync(dir, {
        cwd: base,
        withFileTypes: false,
        exclude: (path) => basename(path) === 'node_modules' || isModuleDirectory(basename(path)),
      })
        .map((path) => (isAbsolute(path) ? path : resolve(base, path)))
        .filter(holdsProject)
        .sort()
        .map((path) => ({ ...target, dir: path }));
    });
    const found = await discover(roots.map((root) => resolve(base, root)));
    const lost = found.problems.map(({ root }) => root);
    // A root that cannot be read does not say that its projects are gone.
    const kept = before
      .filter(({ dir }) => lost.some((root) => dir.startsWith(`${root}/`)))
      .map(({ dir }) => dir);
    const seen = new Set(named.map(({ dir }) => dir));
    const discovered = [...found.dirs, ...kept].filter((dir) => !seen.has(dir));
    before = [...named, ...discovered.map((dir) => ({ dir, name: null, envFile: null }))];
    return {
      targets: before,
      inputs: { ...inputs, ...found.inputs },
      problems: found.problems.map(({ root, message }) => `${root}: ${message}`),
    };
  };
}

function isGlob(dir: string): boolean {
  return /[*?[{]/.test(dir);
}

/** Where new matches most likely come up; those further down are found by the next walk. */
function globParents(pattern: string): readonly string[] {
  let fixed = pattern;
  while (isGlob(fixed)) fixed = dirname(fixed);
  return [fixed];
}

function holdsProject(dir: string): boolean {
  return ['go.mod', 'go.work'].some((name) => statInput(`${dir}/${name}`)?.isFile() === true);
}
