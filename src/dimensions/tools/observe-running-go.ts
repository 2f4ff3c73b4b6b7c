import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { FactMap } from '../../domain/facts.ts';
import { compareGoVersions, goLang } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import type { Project } from '../../domain/project.ts';
import type { Host } from '../../host/host.ts';
import { KNOWN_TOOLS } from './known-tools.ts';
import { importedStd, raisedFiles } from './newer-source.ts';
import type { BuildInfo } from './parse-build-info.ts';
import {
  formatRaisedFiles,
  IMPORTED_STD,
  RAISED_FILES,
  RUNNING_GO,
  STD_NEEDS,
} from './running-go-finding.ts';

/**
 * The Go that runs, and what of this project's source only it reads: looked for where a tool in PATH that reads Go source was
 * built by an older one, and only then.
 */
export async function observeRunningGo(
  host: Host,
  project: Project,
  declared: Declared,
  tools: ReadonlyMap<string, BuildInfo | undefined>,
): Promise<FactMap> {
  const readers = [...tools].flatMap(([name, info]) => {
    const { reads, readsExports } = KNOWN_TOOLS.get(name) ?? {};
    const builtBy = runningVersion(info?.fact.goVersion ?? '');
    return (reads === undefined && !readsExports) || builtBy === null
      ? []
      : [{ reads, builtBy: goLang(builtBy) }];
  });
  if (readers.length === 0) return {};
  const running = await runningGo(host);
  const version = runningVersion(running ?? '');
  if (running === null || version === null) return {};
  const behind = readers.filter(
    ({ reads, builtBy }) => reads !== undefined && compareGoVersions(builtBy, goLang(version)) < 0,
  );
  const [oldest] = behind.map(({ builtBy }) => builtBy).toSorted(compareGoVersions);
  if (oldest === undefined) return { [RUNNING_GO]: running };
  const needed = [...STD_NEEDS].flatMap(([go, packages]) =>
    compareGoVersions(go, oldest) > 0 && compareGoVersions(go, goLang(version)) <= 0 ? packages : [],
  );
  const readsStd = behind.some(({ reads }) => reads === 'std') && needed.length > 0;
  const [raised, imported] = await Promise.all([
    raisedFiles(host, project, declared, oldest),
    readsStd ? importedStd(host, project, declared, needed) : [],
  ]);
  return {
    [RUNNING_GO]: running,
    ...(raised.length === 0 ? {} : { [RAISED_FILES]: formatRaisedFiles(raised) }),
    ...(imported.length === 0 ? {} : { [IMPORTED_STD]: imported.join(' ') }),
  };
}

/** GOVERSION of the Go that answers here; null where none does, which is go_version's to report. */
async function runningGo(host: Host): Promise<string | null> {
  try {
    return (await host.go.env()).GOVERSION ?? null;
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}
