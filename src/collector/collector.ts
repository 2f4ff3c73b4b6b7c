import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Measurement, Sample } from '../contract/sample.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import type { ProjectState } from '../domain/state.ts';
import type { Observation } from '../engine/observe.ts';
import type { SharedRuns } from '../host/create-host.ts';
import { type InputSignatures, newestChangeNs, signatureOf, statInput } from '../host/inputs.ts';
import { monotonicMs } from '../host/monotonic.ts';
import type { AuditEntry } from '../store/audit-entry.ts';
import { auditFile, readAudit } from '../store/audit-log.ts';
import { listDeployments, type RecordedDeployment } from '../store/deployments.ts';
import type { SamplePart } from '../telemetry/exposition.ts';
import { rollbackMeasurements } from '../telemetry/rollback-samples.ts';
import { hostSamples, samplesOfProject } from '../telemetry/samples.ts';
import { createAttempt } from './attempt.ts';
import { openDriftRecord } from './drift-record.ts';
import { createInputIndex } from './input-index.ts';
import { nextLookMs } from './next-look.ts';
import { projectNames } from './project-names.ts';
import { type Target, targetId } from './target.ts';
import { messageOf, problemInputs, unknownProject } from './unknown-project.ts';
import type { Dirty, Watcher } from './watch/watcher.ts';
import { neverSeen, type Watched } from './watched.ts';

export interface CollectorOptions {
  readonly stateDir: string;
  readonly dimensions: readonly DimensionId[];
  readonly build: { readonly version: string; readonly revision: string; readonly node: string };
  readonly watcher: Watcher;
  /** One look at a directory; throws InputError for what a person has written wrongly. */
  readonly look: (
    target: Target,
    options: { readonly again: boolean; readonly sharedRuns: SharedRuns },
  ) => Promise<Observation>;
  /** Files and directories beside the facts' inputs that a state hangs on: the baseline, the deployments. */
  readonly alsoInputs: (state: ProjectState) => readonly string[];
  readonly onState: (state: ProjectState, before: ProjectState | null, durationMs: number) => void;
  /** A project that could not be looked at, in one line. */
  readonly onProblem: (dir: string, message: string) => void;
  /** There is something new to serve. */
  readonly onUpdate?: () => void;
  readonly warn: (line: string) => void;
  /** A clock that never goes back; for tests. */
  readonly nowMs?: () => number;
}

/** What a look at the inputs brought. */
export interface Sweep {
  /** Inputs whose change was not known yet: one for each project. */
  readonly paths: readonly string[];
  /** What decides which targets there are has changed. */
  readonly targetsChanged: boolean;
  /** Ends when everything that had to be is collected. */
  readonly collected: Promise<unknown>;
}

/** What a collector knows. */
export interface Collector {
  /** Replaces what is watched; what is new is looked at by the next sweep. */
  readonly setTargets: (targets: readonly Target[], inputs?: InputSignatures) => void;
  /** Looks at the inputs, and begins to collect where one has changed. `all` also does what is due by time. */
  readonly sweep: (dirty: Dirty) => Promise<Sweep>;
  readonly states: () => readonly ProjectState[];
  /** The same with what is watched. */
  readonly watched: () => readonly { readonly target: Target; readonly state: ProjectState }[];
  readonly samples: () => readonly Sample[];
  /** The same and the measurements in parts; what has not changed is the same object. */
  readonly parts: () => readonly SamplePart[];
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

/** Owners in the index of inputs that are no project; no directory has such a name. */
const AUDIT = 'audit\0';
const TARGETS = 'targets\0';
/** A project whose inputs change all the while is left to the next sweep. */
const LOOKS_IN_A_ROW = 3;
/** How coarse the times of files are (jiffies(3)). */
const CLOCK_TICK_MS = 5;

export async function createCollector(options: CollectorOptions): Promise<Collector> {
  const { stateDir, nowMs = monotonicMs, onUpdate = () => {} } = options;
  const index = createInputIndex(options.watcher);
  const drifts = await openDriftRecord(stateDir, options.warn);
  const watched = new Map<string, Watched>();
  // What is due only by time waits for itself, never a change for it.
  const [limitChanged, limitDue] = [pLimit(Math.max(2, availableParallelism())), pLimit(1)];
  let names: ReadonlyMap<string, string> = new Map();
  let rollbacks: readonly AuditEntry[] = [];
  let sharedRuns: SharedRuns = new Map();
  let collecting = 0;
  let [auditSeen, countedBefore] = [false, ''];
  const attempt = createAttempt(options.warn);

  function setTargets(targets: readonly Target[], inputs: InputSignatures = {}): void {
    index.replace(TARGETS, inputs);
    const wanted = new Map(targets.map((target) => [targetId(target), target]));
    const before = new Map(watched);
    watched.clear();
    // In the order of the configuration: of two with one name, the first keeps it.
    for (const [id, target] of wanted) {
      const entry = before.get(id) ?? neverSeen(target);
      entry.target = target;
      watched.set(id, entry);
    }
    for (const id of before.keys()) if (!watched.has(id)) index.replace(id, null);
    rename();
    onUpdate();
  }

  function rename(): void {
    const named = projectNames(
      [...watched].map(([id, { target, seen }]) => ({
        id,
        dir: target.dir,
        name: target.name ?? seen?.project.name ?? null,
      })),
    );
    for (const { dir, first, name, id } of named.doubled) {
      if (names.get(id) !== name)
        options.warn(`${first} and ${dir} have one name: the second is watched as ${name}`);
    }
    const before = names;
    names = named.names;
    for (const [id, entry] of watched) if (before.get(id) !== names.get(id)) entry.part = partOf(id, entry);
  }

  async function sweep(dirty: Dirty): Promise<Sweep> {
    const changed = await index.changed(dirty);
    if (changed.has(AUDIT) || dirty === 'all') await followAudit();
    const collections: Promise<void>[] = [];
    const paths: string[] = [];
    for (const [id, entry] of watched) {
      const path = changed.get(id);
      const isDue =
        entry.running === null && (entry.seen === null || (dirty === 'all' && nowMs() >= entry.dueAtMs));
      if (path === undefined && !isDue) continue;
      if (path !== undefined && entry.running === null) paths.push(path);
      collections.push(request(id, entry, path === undefined));
    }
    if (dirty === 'all') {
      await save();
      const counted = JSON.stringify(options.watcher.counts());
      if (counted !== countedBefore) onUpdate();
      countedBefore = counted;
    }
    return { paths, targetsChanged: changed.has(TARGETS), collected: Promise.all(collections) };
  }

  function request(id: string, entry: Watched, due: boolean): Promise<void> {
    entry.asked = true;
    entry.running ??= (due && entry.seen !== null ? limitDue : limitChanged)(() =>
      collect(id, entry, due),
    ).finally(() => {
      entry.running = null;
      // It looks at its inputs again at its end; this was asked for later still.
      const missed = entry.asked && watched.get(id) === entry && !index.isCurrent(id);
      return missed ? request(id, entry, false) : undefined;
    });
    return entry.running;
  }

  async function collect(id: string, entry: Watched, due: boolean): Promise<void> {
    if (collecting++ === 0) sharedRuns = new Map();
    try {
      for (let looks = 0; looks < LOOKS_IN_A_ROW && watched.get(id) === entry; looks++) {
        entry.asked = false;
        const settled = await lookAt(id, entry, due && looks === 0 && entry.seen !== null);
        if (settled && index.isCurrent(id)) break;
      }
    } finally {
      if (--collecting === 0) {
        sharedRuns = new Map();
        await save();
      }
    }
  }

  /** Whether nothing beside the facts' inputs changed meanwhile; theirs are signed before they are read. */
  async function lookAt(id: string, entry: Watched, again: boolean): Promise<boolean> {
    let settled = true;
    const { target, seen: before } = entry;
    const beganMs = nowMs();
    const named = before === null ? null : given(id, before);
    const [beganAt, early] = [Date.now(), before === null ? {} : alsoSignatures(target, before)];
    try {
      const { state, inputs } = await options.look(target, { again, sharedRuns });
      // A deployment is recorded under the name that the project gives itself.
      const recorded = await attempt('deployments', () =>
        listDeployments(stateDir, state.project.name, options.warn, { newest: 3 }),
      );
      if (watched.get(id) !== entry) return true;
      const late = alsoSignatures(target, state);
      settled = newestChangeNs(late) < BigInt(beganAt - CLOCK_TICK_MS) * 1_000_000n;
      index.replace(id, { ...late, ...early, ...inputs });
      entry.problem = null;
      entry.deployments = recorded ?? entry.deployments;
      accept(id, entry, state);
    } catch (cause) {
      if (watched.get(id) !== entry) return true;
      const message = messageOf(cause);
      if (entry.problem !== message) options.onProblem(target.dir, message);
      entry.problem = message;
      index.replace(id, problemInputs(cause, target.dir));
      const name = drifts.nameOf(id) ?? target.dir.slice(target.dir.lastIndexOf('/') + 1);
      accept(id, entry, unknownProject(cause, target.dir, name, options.dimensions, before));
    }
    if (entry.seen !== null) options.onState(given(id, entry.seen), named, nowMs() - beganMs);
    onUpdate();
    return settled;
  }

  /** Of what a state hangs on beside the inputs of its facts. */
  function alsoSignatures(target: Target, state: ProjectState): InputSignatures {
    const paths = [...options.alsoInputs(state), ...(target.envFile === null ? [] : [target.envFile])];
    return Object.fromEntries(paths.map((path) => [path, signatureOf(statInput(path))]));
  }

  function accept(id: string, entry: Watched, state: ProjectState): void {
    const { delayMs, failures } = nextLookMs(state, entry.failures);
    entry.failures = failures;
    entry.dueAtMs = nowMs() + delayMs;
    const renamed = entry.seen?.project.name !== state.project.name;
    entry.seen = state;
    drifts.follow(id, state);
    if (renamed) rename();
    entry.part = partOf(id, entry);
  }

  /** Under the name that it has here. */
  function given(id: string, state: ProjectState): ProjectState {
    const name = names.get(id) ?? state.project.name;
    return name === state.project.name ? state : { ...state, project: { ...state.project, name } };
  }

  /** One-shot commands count nothing themselves: what they put on record is counted here, once, over restarts too. */
  async function followAudit(): Promise<void> {
    if (index.isCurrent(AUDIT) && auditSeen) return;
    const file = auditFile(stateDir);
    const entries = await attempt('audit', async () => {
      const signature = signatureOf(statInput(file));
      return { signature, log: await readAudit(stateDir) };
    });
    if (entries === null) return;
    rollbacks = entries.log;
    index.replace(AUDIT, { [file]: entries.signature });
    auditSeen = true;
    onUpdate();
  }

  /** A full disk is told once; what is not kept yet is kept when there is room again. */
  async function save(): Promise<void> {
    await attempt('save', () => drifts.save());
  }

  function seen() {
    return [...watched].flatMap(([id, entry]) =>
      entry.seen === null ? [] : [{ id, entry, state: given(id, entry.seen) }],
    );
  }

  function parts(): readonly SamplePart[] {
    const host: SamplePart = {
      samples: () => hostSamples({ build: options.build, rollbacks, watch: options.watcher.counts() }),
      measurements,
    };
    return [host, ...[...watched.values()].flatMap(({ part }) => (part === null ? [] : [part]))];
  }

  /** Made anew whenever something of it changes. */
  function partOf(id: string, entry: Watched): SamplePart | null {
    const { seen } = entry;
    if (seen === null) return null;
    return {
      samples: () => {
        const state = given(id, seen);
        const { name } = state.project;
        return samplesOfProject(state, {
          driftSince: drifts.since(id, name),
          driftEvents: drifts.events(id, name),
          deployments: new Map([[name, entry.deployments]]),
        });
      },
    };
  }

  const measurements = () => rollbackMeasurements(rollbacks);
  const samples = () => parts().flatMap((part) => part.samples());
  return {
    setTargets,
    sweep,
    states: () => seen().map(({ state }) => state),
    watched: () => seen().map(({ entry: { target }, state }) => ({ target, state })),
    samples,
    parts,
    measurements,
    driftSince: () => new Map(seen().flatMap(({ id, state }) => [...drifts.since(id, state.project.name)])),
    deployments: () => new Map(seen().map(({ entry, state }) => [state.project.name, entry.deployments])),
    rollbacks: () => rollbacks,
    problems: () =>
      new Map(
        [...watched.values()].flatMap(({ target, problem }) =>
          problem === null ? [] : [[target.dir, problem] as const],
        ),
      ),
  };
}
