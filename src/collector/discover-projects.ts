import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isModuleDirectory } from '../domain/is-module-directory.ts';
import { type InputSignatures, signatureOf, statInput } from '../host/inputs.ts';

/** Directories that hold other people's modules, or none. */
const PRUNED = new Set(['node_modules', 'vendor', 'testdata']);
/** How many directories are watched for new projects at most; those further down are looked at with every walk. */
const WATCHED = 500;

interface Listed {
  readonly signature: string;
  readonly isProject: boolean;
  readonly directories: readonly string[];
}

export interface Discovered {
  /** Sorted. */
  readonly dirs: readonly string[];
  /** Directories whose change may bring or take away a project. */
  readonly inputs: InputSignatures;
  /** Roots that could not be read, with why. */
  readonly problems: readonly { readonly root: string; readonly message: string }[];
}

/** Looks for modules and workspaces under roots. What has not changed since the last walk is not read again. */
export function createDiscovery(): (roots: readonly string[]) => Promise<Discovered> {
  let known = new Map<string, Listed>();

  return async (roots) => {
    const [dirs, inputs, problems] = [
      new Set<string>(),
      new Map<string, string>(),
      [] as { root: string; message: string }[],
    ];
    const walked = new Map<string, Listed>();
    // By level, so that those nearest to a root are watched.
    let level: readonly string[] = [...new Set(roots)];
    for (const root of level)
      if (statInput(root)?.isDirectory() !== true)
        problems.push({ root, message: 'there is no such directory' });
    while (level.length > 0) {
      const below: string[] = [];
      for (const dir of level) {
        if (walked.has(dir)) continue;
        const listed = await list(dir, known.get(dir));
        if (typeof listed === 'string') {
          if (roots.includes(dir) && listed !== 'ENOENT')
            problems.push({ root: dir, message: `cannot be read: ${listed}` });
          continue;
        }
        walked.set(dir, listed);
        if (inputs.size < WATCHED) inputs.set(dir, listed.signature);
        if (listed.isProject) dirs.add(dir);
        below.push(...listed.directories.map((name) => join(dir, name)));
      }
      level = below;
    }
    for (const { root } of problems) inputs.set(root, signatureOf(statInput(root)));
    known = walked;
    return { dirs: [...dirs].sort(), inputs: Object.fromEntries(inputs), problems };
  };
}

/** The code of the error where it cannot be read. */
async function list(dir: string, known: Listed | undefined): Promise<Listed | string> {
  try {
    const stat = statInput(dir);
    if (stat === undefined) return 'ENOENT';
    const signature = signatureOf(stat);
    if (known?.signature === signature) return known;
    const entries = await readdir(dir, { withFileTypes: true });
    return {
      signature,
      isProject: entries.some(
        (entry) => (entry.name === 'go.mod' || entry.name === 'go.work') && !entry.isDirectory(),
      ),
      directories: entries
        .filter((entry) => entry.isDirectory() && isSearched(entry.name))
        .map(({ name }) => name),
    };
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code ?? String(cause);
  }
}

// As Go's own patterns: directories that begin with _ are no packages (go help packages).
function isSearched(name: string): boolean {
  return !name.startsWith('.') && !name.startsWith('_') && !PRUNED.has(name) && !isModuleDirectory(name);
}
