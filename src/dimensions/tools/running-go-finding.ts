import type { Facts } from '../../domain/facts.ts';
import type { Finding, Location } from '../../domain/finding.ts';
import { compareGoVersions, goLang } from '../../domain/go-version.ts';
import { runningVersion } from '../../domain/go-version-output.ts';
import { compareModuleVersions } from '../../domain/module-version.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { toolDetailKey } from '../../domain/tool-fact.ts';
import { installNewest } from './install-command.ts';
import { KNOWN_TOOLS } from './known-tools.ts';
import type { RaisedFile } from './newer-source.ts';
import { rebuildTool, type StaleToolQuestion } from './stale-tool.ts';
import { toolFinding } from './tool-finding.ts';

/** Local facts of `observeRunningGo`: GOVERSION; raised files, one a line; packages with a space between. */
export const RUNNING_GO = 'running go';
export const RAISED_FILES = 'raised files';
export const IMPORTED_STD = 'imported std';

/**
 * Packages of the standard library that a go/types older than that version refuses: staticcheck and govulncheck check them from
 * source. 1.26: a file with `//go:build go1.26`; 1.27: literals of promoted fields, and methods with type parameters.
 */
export const STD_NEEDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['1.26', ['vendor/golang.org/x/crypto/chacha20poly1305']],
  ['1.27', ['internal/poll', 'math/rand/v2']],
]);

/** The first golang.org/x/tools that reads the compiler's export data of that Go and of later ones. */
const EXPORT_DATA: ReadonlyMap<string, string> = new Map([['1.27', 'v0.45.0']]);

/** The finding that a tool fails on what the Go that runs makes of this project; null where none of its causes is there. */
export function runningGoFinding(question: StaleToolQuestion, facts: Facts): Finding | null {
  const { name, fact } = question;
  const { reads, readsExports } = KNOWN_TOOLS.get(name) ?? {};
  const running = runningVersion(facts.local[RUNNING_GO] ?? '');
  const builtBy = runningVersion(fact.goVersion ?? '');
  if (running === null || builtBy === null) return null;
  const finding = toolFinding(facts, {
    key: name,
    kind: 'behind',
    change: 'minor',
    severity: 'warning',
    weight: VERSION_WEIGHTS.minor,
    source: `go${running}`,
  });
  if (readsExports) {
    const has = facts.local[toolDetailKey(name, 'golang.org/x/tools')] ?? '';
    const needs = [...EXPORT_DATA].find(([go]) => compareGoVersions(goLang(running), go) >= 0)?.[1] ?? null;
    if (needs !== null && has !== '' && compareModuleVersions(has, needs) < 0) {
      return {
        ...finding,
        expected: `golang.org/x/tools ${needs} or newer`,
        actual: `golang.org/x/tools ${has}`,
        fix: installNewest(name, question.pin, facts),
      };
    }
  }
  if (reads === undefined) return null;
  const cause = refusedSource(reads, goLang(builtBy), goLang(running), facts);
  if (cause === null) return null;
  return {
    ...finding,
    expected: `go${cause.version}`,
    actual: `${fact.goVersion}: ${cause.what} requires newer Go version go${cause.version} (application built with go${goLang(builtBy)})`,
    source: cause.source,
    location: cause.location,
    fix: rebuildTool(question, facts, running),
  };
}

interface Refused {
  readonly version: string;
  readonly what: 'file' | 'package';
  readonly source: string;
  readonly location: Location | null;
}

function refusedSource(
  reads: 'project' | 'std',
  builtBy: string,
  running: string,
  facts: Facts,
): Refused | null {
  const isRefused = (version: string) =>
    compareGoVersions(version, builtBy) > 0 && compareGoVersions(version, running) <= 0;
  const raised = parseRaisedFiles(facts.local[RAISED_FILES] ?? '').find(({ version }) => isRefused(version));
  if (raised !== undefined) {
    const { version, name, file, line } = raised;
    return { version, what: 'file', source: name, location: { file, line } };
  }
  if (reads !== 'std') return null;
  const imported = new Set((facts.local[IMPORTED_STD] ?? '').split(' '));
  for (const [version, packages] of STD_NEEDS) {
    const refused = isRefused(version) ? packages.find((path) => imported.has(path)) : undefined;
    if (refused !== undefined)
      return { version, what: 'package', source: `$GOROOT/src/${refused}`, location: null };
  }
  return null;
}

export function formatRaisedFiles(files: readonly RaisedFile[]): string {
  return files.map(({ version, line, name, file }) => [version, line, name, file].join('\t')).join('\n');
}

function parseRaisedFiles(text: string): readonly RaisedFile[] {
  return text.split('\n').flatMap((row) => {
    const [version, line, name, file] = row.split('\t');
    return file === undefined || name === undefined || version === undefined
      ? []
      : [{ version, line: Number(line), name, file }];
  });
}
