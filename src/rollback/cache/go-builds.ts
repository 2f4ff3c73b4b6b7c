import { basename, dirname } from 'node:path';
import { isWithin } from '../../domain/is-within.ts';
import { envFilePath } from '../../host/go-settings.ts';
import {
  DENIED,
  listProcesses,
  type ProcEntry,
  type ProcOptions,
  procEnvironment,
  procLink,
  procName,
  startedAt,
} from './proc.ts';

/** A `go` command, or a tool that it has started. */
export interface GoProcess {
  readonly pid: number;
  /** `go`, `compile`, `link` … */
  readonly name: string;
  /** ms since the epoch; null where that is not known. */
  readonly startedAt: number | null;
  /** GOCACHE of its environment; null where it is unset (a `go` that has it from its env file) or cannot be read. */
  readonly goCache: string | null;
  /** The env file that Go reads in it; null with `GOENV=off` or where its environment cannot be read. */
  readonly goEnvFile: string | null;
  /** Its working directory, links resolved; null where it cannot be read. */
  readonly dir: string | null;
  /** False where its environment could not be read: it may use anything. */
  readonly readable: boolean;
}

export interface GoBuildFilter extends ProcOptions {
  /** Only those that read this env file (absolute), or may do so. */
  readonly goEnvFile?: string;
  /** Only those that have this GOCACHE, or may have it. */
  readonly goCache?: string;
  /** Only those that work in this directory (absolute, links resolved) or below it, or may do so. */
  readonly dir?: string;
}

const COMMAND = /^go(?:\d+\.\d+\S*)?$/;
// A `go` may be one of the tools of an SDK (1.24+ keeps some in GOCACHE itself: `processesUsing` sees those).
const TOOL_DIR = /\/pkg\/tool\/[^/]+$/;
const TOOLS = new Set(['go', 'compile', 'link', 'asm', 'cgo', 'vet', 'cover']);

/** Go commands and tools that run now, of anyone; none where there is no /proc. */
export async function goBuildsRunning(filter: GoBuildFilter = {}): Promise<readonly GoProcess[]> {
  const processes = (await listProcesses(filter)) ?? [];
  const found = await Promise.all(processes.map(goProcess));
  return found
    .flat()
    .filter(
      ({ readable, goCache, goEnvFile, dir }) =>
        !readable ||
        ((filter.dir === undefined || dir === null || isWithin(dir, filter.dir)) &&
          (filter.goEnvFile === undefined || goEnvFile === filter.goEnvFile) &&
          (filter.goCache === undefined || goCache === null || goCache === filter.goCache)),
    );
}

async function goProcess(entry: ProcEntry): Promise<readonly GoProcess[]> {
  const link = await procLink(entry, 'exe');
  const executable = link === DENIED ? null : link.replace(/ \(deleted\)$/, '');
  const name = executable === null ? await procName(entry) : basename(executable);
  const isGo =
    executable === null ? TOOLS.has(name) : COMMAND.test(name) || TOOL_DIR.test(dirname(executable));
  if (!isGo) return [];
  const [environment, started, cwd] = await Promise.all([
    procEnvironment(entry),
    startedAt(entry),
    procLink(entry, 'cwd'),
  ]);
  const env = environment === DENIED ? {} : environment;
  // What `go` leaves behind to count its telemetry builds nothing (cmd/vendor/golang.org/x/telemetry/start.go).
  if (env.GO_TELEMETRY_CHILD !== undefined) return [];
  return [
    {
      pid: entry.pid,
      name,
      startedAt: started,
      goCache: env.GOCACHE || null,
      goEnvFile: envFilePath({ env, platform: process.platform, home: env.HOME ?? '' }),
      dir: cwd === DENIED || cwd === '' ? null : cwd,
      readable: environment !== DENIED,
    },
  ];
}
