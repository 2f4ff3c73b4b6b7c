import { readdirSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { defaultGoCache, envFilePath, parseEnvFile } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { type OnDamaged, setAside } from '../../store/damaged.ts';
import { isAbsent } from '../../store/read-bytes.ts';
import { storeError } from '../../store/store-error.ts';
import { type FileContent, readContent, readLink } from '../step.ts';
import { descriptionFile, type Generation, isGenerationName } from './generation.ts';
import { type History, NO_HISTORY, parseHistory, parseObject } from './history.ts';

/** Everything that a switch of GOCACHE is planned from. */
export interface CacheState {
  readonly cacheRoot: string;
  /** Go's env file with links resolved; null with `GOENV=off`. */
  readonly goEnv: { readonly file: string; readonly content: FileContent | null } | null;
  /** GOCACHE of the environment, which wins over the file; '' where it is unset. */
  readonly environment: string;
  /** The GOCACHE line in force in the file, latin1; null where there is none. */
  readonly setting: string | null;
  /** The GOCACHE of a build started now, links resolved; `off` or a relative path where Go refuses to build. */
  readonly inUse: string;
  /** Where Go's cache is when nothing is set, links resolved; null where Go does not know either. */
  readonly defaultRoot: string | null;
  /** Where the `current` link leads; null before the first rotate. */
  readonly current: string | null;
  readonly historyContent: FileContent | null;
  readonly history: History;
  /** The oldest first. Their sizes are not known: nothing below them is read. */
  readonly generations: readonly Generation[];
}

export interface ReadOptions extends Pick<Host, 'env' | 'platform' | 'home'> {
  readonly cacheRoot: string;
  readonly onDamaged: OnDamaged;
}

export function historyFile(cacheRoot: string): string {
  return join(cacheRoot, 'history.json');
}

export function currentLink(cacheRoot: string): string {
  return join(cacheRoot, 'current');
}

/** Reads the state of the generations; a damaged history is set aside and said. Throws StoreError, InputError. */
export async function readGenerations(options: ReadOptions): Promise<CacheState> {
  const { env, cacheRoot } = options;
  const file = envFilePath(options);
  // A link keeps leading where it led: what it leads to is replaced.
  const goEnvFile = file === null ? null : resolved(file);
  const content = goEnvFile === null ? null : readContent(goEnvFile);
  const setting = parseEnvFile(content?.latin1 ?? '').get('GOCACHE')?.value ?? null;
  const environment = env.GOCACHE ?? '';
  const defaultPath = defaultGoCache(options);
  const defaultRoot = defaultPath === null ? null : resolved(defaultPath);
  const configured = environment || Buffer.from(setting ?? '', 'latin1').toString() || defaultRoot || 'off';
  return {
    cacheRoot,
    goEnv: goEnvFile === null ? null : { file: goEnvFile, content },
    environment,
    setting,
    inUse: isAbsolute(configured) ? resolved(configured) : configured,
    defaultRoot,
    current: readLink(currentLink(cacheRoot)),
    ...(await readHistory(cacheRoot, options.onDamaged)),
    generations: listGenerations(cacheRoot),
  };
}

async function readHistory(
  cacheRoot: string,
  onDamaged: OnDamaged,
): Promise<Pick<CacheState, 'history' | 'historyContent'>> {
  const file = historyFile(cacheRoot);
  const historyContent = readContent(file);
  if (historyContent === null) return { history: NO_HISTORY, historyContent };
  const history = parseHistory(Buffer.from(historyContent.latin1, 'latin1').toString());
  if (history !== null) return { history, historyContent };
  await setAside(file, 'not what godrift writes', onDamaged);
  return { history: NO_HISTORY, historyContent: readContent(file) };
}

function listGenerations(cacheRoot: string): readonly Generation[] {
  const found: Generation[] = [];
  for (const name of readNames(cacheRoot)) {
    const path = join(cacheRoot, name);
    const directory = statSync(path, { throwIfNoEntry: false });
    if (!isGenerationName(name) || directory?.isDirectory() !== true) continue;
    const { createdAt, goVersion, platform, parent } =
      parseObject(readContent(descriptionFile({ path }))?.latin1 ?? '') ?? {};
    found.push({
      name,
      path,
      // Go makes a GOCACHE anew that was deleted while something still named it: it has no description.
      createdAt: typeof createdAt === 'number' ? createdAt : directory.ctimeMs,
      goVersion: typeof goVersion === 'string' ? goVersion : null,
      platform: typeof platform === 'string' ? platform : null,
      parent: typeof parent === 'string' ? parent : null,
    });
  }
  return found.toSorted((a, b) => a.createdAt - b.createdAt);
}

/** None where there is no such directory. Throws StoreError. */
export function readNames(dir: string): readonly string[] {
  try {
    return readdirSync(dir).toSorted();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError('read', dir, error);
  }
}

/** With links followed, as far as there is something. */
export function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
