import { STATE_FILE_MODE } from '../../store/state-dir.ts';
import { rewriteGoEnv } from '../go-env-file.ts';
import type { Step } from '../step.ts';
import type { Plan } from '../transaction.ts';
import { isGenerationOf } from './generation.ts';
import { formatHistory, type History, type Root } from './history.ts';
import { type CacheState, currentLink, historyFile } from './read-generations.ts';

/** A change of the GOCACHE that builds get. `from` and `to` are roots. */
export interface CachePlan extends Plan {
  readonly from: string;
  /** Why Go will not see the change by itself; then `exportLine` is for the user's shell. */
  readonly overriddenBy: 'environment' | 'goenv_off' | null;
  readonly exportLine: string | null;
}

const GOENV_MODE = 0o644;

/** The steps from the root in use to another one: the history, the `current` link, Go's env file last. Pure. */
export function switchRoot(
  state: CacheState,
  to: Root,
  { roots, retiredAt }: { readonly roots: readonly Root[]; readonly retiredAt: number },
): CachePlan {
  const { cacheRoot, goEnv, environment, inUse } = state;
  const history: History = {
    roots,
    retired: Object.fromEntries(
      Object.entries({ ...state.history.retired, [inUse]: retiredAt }).filter(
        ([path]) => path !== to.path && isThere(state, path),
      ),
    ),
  };
  const steps: Step[] = [
    {
      kind: 'write_file',
      path: historyFile(cacheRoot),
      before: state.historyContent,
      after: { latin1: latin1(formatHistory(history)), mode: STATE_FILE_MODE },
      brief: `history of roots: ${roots.length}`,
    },
    {
      kind: 'switch_link',
      path: currentLink(cacheRoot),
      before: state.current,
      after: to.path,
      brief: `current → ${to.path}`,
    },
  ];
  if (goEnv !== null)
    steps.push({
      kind: 'write_file',
      path: goEnv.file,
      before: goEnv.content,
      after: {
        latin1: rewriteGoEnv(goEnv.content?.latin1 ?? '', 'GOCACHE', to.setting),
        mode: goEnv.content?.mode ?? GOENV_MODE,
      },
      brief:
        to.setting === null ? "no GOCACHE in Go's env file" : `GOCACHE=${utf8(to.setting)} in Go's env file`,
    });
  const overriddenBy = environment !== '' ? 'environment' : goEnv === null ? 'goenv_off' : null;
  return {
    kind: 'cache',
    target: cacheRoot,
    from: inUse,
    to: to.path,
    steps,
    overriddenBy,
    exportLine: overriddenBy === null ? null : `export GOCACHE=${quoted(to.path)}`,
  };
}

/** Roots that can be returned to: a generation that was collected cannot; Go makes any other anew. */
export function isThere({ cacheRoot, generations }: CacheState, path: string): boolean {
  return !isGenerationOf(cacheRoot, path) || generations.some((generation) => generation.path === path);
}

/** For a file that is read byte by byte. */
export function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString();
}

function quoted(path: string): string {
  return /^[\w./+@-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
