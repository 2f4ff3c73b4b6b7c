import { CollectError } from '../../domain/errors.ts';
import { goMessage, isUnreachable } from '../../domain/go-message.ts';
import type { Host, RunResult } from '../../host/host.ts';
import { BUILD_LIST_FORMAT, type ListedModule, parseBuildList } from './build-list.ts';

export interface BuildListRun {
  readonly cwd: string;
  /** Before `-m` and to `go mod graph` alike. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type BuildListResult =
  | { readonly state: 'listed'; readonly modules: readonly ListedModule[] }
  | { readonly state: 'failed'; readonly stderr: string };

const LOOKUP_DISABLED = 'module lookup disabled by GOPROXY=off';
/** go.sum or go.mod do not fit the modules: the build fails too, and it is to be told rather than given up. */
const OUT_OF_DATE = /checksum mismatch|missing go\.sum entry|updates to go\.mod needed/;

/** The build list. Changes nothing but what `run` redirects. Throws CollectError as `Go.run`. */
export async function runBuildList(host: Host, run: BuildListRun): Promise<BuildListResult> {
  const list = (flags: readonly string[], env: BuildListRun['env']) =>
    host.go.run(['list', ...run.flags, ...flags, '-m', '-f', BUILD_LIST_FORMAT, 'all'], {
      cwd: run.cwd,
      env,
    });
  const plain = await list([], run.env);
  if (plain.exitCode === 0) return { state: 'listed', modules: parseBuildList(plain.stdout) };
  const cacheMayDo = host.go.online || plain.stderr.includes(LOOKUP_DISABLED);
  if (!cacheMayDo || OUT_OF_DATE.test(plain.stderr)) return failed(plain);
  // `go mod download` leaves no .info file for modules of which only the go.mod is needed, and without one the plain list
  // fails. With -e it is complete just where the graph is: it cuts off what it cannot load without a word.
  const offline = { ...run.env, GOPROXY: 'off' };
  const graph = await host.go.run(['mod', 'graph', ...run.flags], { cwd: run.cwd, env: offline });
  if (graph.exitCode !== 0) return failed(plain);
  const tolerant = await list(['-e'], offline);
  return tolerant.exitCode === 0
    ? { state: 'listed', modules: parseBuildList(tolerant.stdout) }
    : failed(plain);
}

/** Whether a repaired copy of go.sum and go.mod could give the list. */
export function isOutOfDate(stderr: string): boolean {
  return OUT_OF_DATE.test(stderr);
}

/** Why there is no build list, from what `go` said. */
export function buildListError(stderr: string): CollectError {
  const lines = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^go: (?:downloading|finding) /.test(line));
  const line = (pattern: RegExp) => lines.find((text) => pattern.test(text));
  const tooOld = line(/requires go >= \S+ \(running go/);
  if (tooOld !== undefined) {
    const version = /requires go >= (\S+)/.exec(tooOld)?.[1] ?? '';
    const fix = `export GOTOOLCHAIN=auto  # or install Go ${version}`;
    return new CollectError('go_failed', told(tooOld), { fix });
  }
  const directive = /unknown directive: (\w+)/.exec(stderr)?.[1];
  if (directive !== undefined)
    return new CollectError('go_failed', told(goMessage(stderr)), {
      fix: `run a Go that knows the ${directive} directive: godrift explain`,
    });
  const suggested = lines.find((text) => /^\tgo (?:mod|work|get) /.test(text))?.trim();
  const missing =
    line(/@\S+: module lookup disabled by GOPROXY=off/) ?? line(/module lookup disabled by GOPROXY=off/);
  if (missing !== undefined && !OUT_OF_DATE.test(stderr)) {
    const which = /(\S+@\S+): module lookup/.exec(missing)?.[1];
    const message = `the module cache lacks modules of this build${which === undefined ? '' : `, e.g. ${which}`}`;
    return new CollectError('offline', message, { fix: 'godrift check --online  # or go mod download' });
  }
  const unreachable = lines.find(isUnreachable);
  if (unreachable !== undefined)
    return new CollectError('offline', told(unreachable), { fix: 'check the connection to GOPROXY' });
  return new CollectError(
    'go_failed',
    told(goMessage(stderr) || 'go list -m all failed'),
    suggested === undefined ? {} : { fix: suggested },
  );
}

function failed({ stderr }: RunResult): BuildListResult {
  return { state: 'failed', stderr };
}

function told(line: string): string {
  return goMessage(line).replace(/; to \w+ it:.*$/, '');
}
