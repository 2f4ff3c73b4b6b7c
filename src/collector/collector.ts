import type { Measurement, Sample } from '../contract/sample.ts';
import type { Tracer } from '../contract/tracer.ts';
import { severityRank } from '../domain/finding.ts';
import { sha256 } from '../domain/sha256.ts';
import type { DimensionState, ProjectState } from '../domain/state.ts';
import type { Observation } from '../engine/observe.ts';
import { type InputSignatures, inputsUnchanged, signatureOf, statInput } from '../host/inputs.ts';
import type { AuditEntry } from '../store/audit-entry.ts';
import { auditFile, readAudit } from '../store/audit-log.ts';
import { listDeployments, type RecordedDeployment } from '../store/deployments.ts';
import { rollbackMeasurements } from '../telemetry/rollback-samples.ts';
import { samplesOf } from '../telemetry/samples.ts';
import { seriesKey } from '../telemetry/series-key.ts';
import { readDriftSince, writeDriftSince } from './drift-since.ts';

/** Facts are collected anew after this time even where no input has changed. */
const COLLECT_AGAIN_MS = 5 * 60_000;

export interface CollectorOptions {
  readonly dirs: readonly string[];
  readonly stateDir: string;
  readonly build: { readonly version: string; readonly revision: string; readonly node: string };
  readonly tracer: Tracer;
  /** One look at a directory; throws InputError for what a person has written wrongly. */
  readonly look: (dir: string, options: { readonly again: boolean }) => Promise<Observation>;
  /** Files and directories beside the facts' inputs that a state hangs on: the baseline, the deployments. */
  readonly alsoInputs: (state: ProjectState) => readonly string[];
  readonly onState: (state: ProjectState, before: ProjectState | null) => void;
  /** A project that could not be looked at, in one line. */
  readonly onProblem: (dir: string, message: string) => void;
  readonly warn: (line: string) => void;
}

interface Watched {
  readonly state: ProjectState;
  readonly inputs: InputSignatures;
  readonly collectedAtMs: number;
}

/** What a collector knows; `sweep` brings it up to date. */
export interface Collector {
  /** Looks at every project whose inputs have changed. Returns whether anything was collected. */
  readonly sweep: () => Promise<boolean>;
  readonly states: () => readonly ProjectState[];
  readonly samples: () => readonly Sample[];
  /** Of the rollbacks on record. */
  readonly measurements: () => readonly Measurement[];
  /** When each present drift began, by `seriesKey(project, dimension)`. */
  readonly driftSince: () => ReadonlyMap<string, Date>;
  /** The newest three of each project, the newest last. */
  readonly deployments: () => ReadonlyMap<string, readonly RecordedDeployment[]>;
  /** The oldest first. */
  readonly rollbacks: () => readonly AuditEntry[];
  /** What keeps a directory from being looked at, in one line. */
  readonly problems: () => ReadonlyMap<string, string>;
}

export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const watched = new Map<string, Watched>();
  const problems = new Map<string, string>();
  const deployments = new Map<string, readonly RecordedDeployment[]>();
  const driftEvents = new Map<string, number>();
  const stored = await readDriftSince(options.stateDir, options.warn);
  const driftSince = new Map(stored);
  let samples: readonly Sample[] = [];
  let rollbacks: readonly AuditEntry[] = [];
  let auditSignature = '';

  async function sweep(): Promise<boolean> {
    let collected = false;
    for (const dir of options.dirs) {
      const known = watched.get(dir);
      const due = known === undefined || Date.now() - known.collectedAtMs >= COLLECT_AGAIN_MS;
      if (!due && inputsUnchanged(known.inputs)) continue;
      collected = (await collect(dir, known?.state ?? null, due && known !== undefined)) || collected;
    }
    collected = (await followAudit()) || collected;
    if (collected) {
      await writeDriftSince(options.stateDir, driftSince).catch((error: unknown) =>
        options.warn(String(error)),
      );
      const { build } = options;
      samples = samplesOf({ projects: states(), driftSince, driftEvents, deployments, rollbacks, build });
    }
    return collected;
  }

  /** One-shot commands count nothing themselves: what they put on record is counted here, once, over restarts too. */
  async function followAudit(): Promise<boolean> {
    const signature = signatureOf(statInput(auditFile(options.stateDir)));
    if (signature === auditSignature) return false;
    try {
      rollbacks = await readAudit(options.stateDir);
      auditSignature = signature;
      return true;
    } catch (cause) {
      options.warn(cause instanceof Error ? cause.message : String(cause));
      return false;
    }
  }

  async function collect(dir: string, before: ProjectState | null, again: boolean): Promise<boolean> {
    try {
      const { state: seen, inputs } = await options.look(dir, { again });
      const state = { ...seen, project: { ...seen.project, name: uniqueName(dir, seen.project.name) } };
      const also = Object.fromEntries(
        options.alsoInputs(seen).map((path) => [path, signatureOf(statInput(path))]),
      );
      const { name } = state.project;
      // A deployment is recorded under the name that the project gives itself.
      const recorded = await listDeployments(options.stateDir, seen.project.name, options.warn, {
        newest: 3,
      });
      deployments.set(name, recorded);
      for (const dimension of state.dimensions) follow(name, dimension);
      watched.set(dir, { state, inputs: { ...inputs, ...also }, collectedAtMs: Date.now() });
      problems.delete(dir);
      options.onState(state, before);
      return true;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      if (problems.get(dir) !== message) options.onProblem(dir, message);
      problems.set(dir, message);
      // What was true is not true any more: the project is unknown until it can be looked at again.
      if (before === null) return false;
      watched.set(dir, {
        state: { ...before, takenAt: new Date(), dimensions: before.dimensions.map(unknown) },
        inputs: {},
        collectedAtMs: 0,
      });
      return true;
    }
  }

  /** Two directories with one name would be one series: the later one is told by its path. */
  function uniqueName(dir: string, name: string): string {
    const first = options.dirs.find(
      (other) => other === dir || watched.get(other)?.state.project.name === name,
    );
    if (first === undefined || first === dir) return name;
    const unique = `${name}@${sha256(dir).slice(0, 6)}`;
    if (watched.get(dir)?.state.project.name !== unique)
      options.warn(`${first} and ${dir} are both ${name}: the second is watched as ${unique}`);
    return unique;
  }

  /** Keeps when a drift began, over restarts too, and counts its beginnings; the first look ever begins nothing. */
  function follow(project: string, { id, state, findings }: DimensionState): void {
    const key = seriesKey(project, id);
    if (state === 'in_sync') driftSince.delete(key);
    if (state !== 'drifted' || driftSince.has(key)) return;
    driftSince.set(key, new Date());
    if (stored.size === 0 && watched.size < options.dirs.length) return;
    const standing = findings.filter((finding) => finding.accepted === null);
    const worst = standing.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))[0];
    if (worst === undefined) return;
    const event = seriesKey(project, id, worst.severity);
    driftEvents.set(event, (driftEvents.get(event) ?? 0) + 1);
  }

  const states = () => [...watched.values()].map(({ state }) => state);
  return {
    sweep,
    states,
    samples: () => samples,
    measurements: () => rollbackMeasurements(rollbacks),
    driftSince: () => driftSince,
    deployments: () => deployments,
    rollbacks: () => rollbacks,
    problems: () => problems,
  };
}

function unknown(dimension: DimensionState): DimensionState {
  const message = 'the project cannot be looked at';
  return {
    ...dimension,
    state: 'unknown',
    reason: 'project_missing',
    message,
    fingerprint: null,
    facts: null,
    findings: [],
  };
}
