import { join } from 'node:path';
import { SEVERITIES, type Severity, severityRank } from '../domain/finding.ts';
import type { DimensionState, ProjectState } from '../domain/state.ts';
import type { OnDamaged } from '../store/damaged.ts';
import { readJsonState, writeJsonState } from '../store/json-state.ts';
import { seriesKey } from '../telemetry/series-key.ts';

interface DimensionRecord {
  /** When the present drift began; null while there is none. */
  since: Date | null;
  /** How often drift began, by its worst severity. */
  readonly events: Map<Severity, number>;
}

interface TargetRecord {
  /** As the project called itself when it was last looked at. */
  name: string;
  readonly dimensions: Map<string, DimensionRecord>;
}

/** Targets that are not watched any more are remembered too, up to so many: they may come back. */
const KEPT = 5_000;

/** When drifts began and how often, by target; kept over restarts. */
export interface DriftRecord {
  /** How a project that cannot be looked at was called; null: it never was. */
  readonly nameOf: (targetId: string) => string | null;
  /** Takes a look into account. What is seen for the first time ever has not begun now. */
  readonly follow: (targetId: string, state: ProjectState) => void;
  /** For `samplesOf`, under the name of the project. */
  readonly since: (targetId: string, project: string) => ReadonlyMap<string, Date>;
  readonly events: (targetId: string, project: string) => ReadonlyMap<string, number>;
  /** Writes what has changed. Throws StoreError; the next call tries again. */
  readonly save: () => Promise<void>;
}

export async function openDriftRecord(stateDir: string, onDamaged: OnDamaged): Promise<DriftRecord> {
  const file = join(stateDir, 'collector.json');
  const targets = (await readJsonState(file, revive, onDamaged)) ?? new Map<string, TargetRecord>();
  let unsaved = false;
  let saving: Promise<void> = Promise.resolve();

  function followDimension(
    known: Map<string, DimensionRecord>,
    { id, state, findings }: DimensionState,
    now: Date,
  ): void {
    if (state === 'unknown') return;
    const before = known.get(id);
    const record: DimensionRecord = before ?? { since: null, events: new Map() };
    if (before === undefined) {
      known.set(id, record);
      unsaved = true;
    }
    if ((state === 'drifted') === (record.since !== null)) return;
    unsaved = true;
    record.since = state === 'drifted' ? now : null;
    if (state !== 'drifted' || before === undefined) return;
    const worst = findings
      .filter(({ accepted }) => accepted === null)
      .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity))[0]?.severity;
    if (worst !== undefined) record.events.set(worst, (record.events.get(worst) ?? 0) + 1);
  }

  async function save(): Promise<void> {
    if (!unsaved) return;
    unsaved = false;
    try {
      await writeJsonState(file, { version: 1, targets: [...targets].map(toStored) });
    } catch (cause) {
      unsaved = true;
      throw cause;
    }
  }

  return {
    nameOf: (targetId) => targets.get(targetId)?.name ?? null,
    follow: (targetId, { project, dimensions }) => {
      const known = targets.get(targetId) ?? { name: project.name, dimensions: new Map() };
      if (known.name !== project.name) unsaved = true;
      known.name = project.name;
      for (const dimension of dimensions) followDimension(known.dimensions, dimension, new Date());
      // The last looked at are the last to be forgotten.
      targets.delete(targetId);
      if (known.dimensions.size > 0) targets.set(targetId, known);
      for (const [oldest] of targets) {
        if (targets.size <= KEPT) break;
        targets.delete(oldest);
      }
    },
    since: (targetId, project) =>
      new Map(
        [...(targets.get(targetId)?.dimensions ?? [])].flatMap(([dimension, { since }]) =>
          since === null ? [] : [[seriesKey(project, dimension), since]],
        ),
      ),
    events: (targetId, project) =>
      new Map(
        [...(targets.get(targetId)?.dimensions ?? [])].flatMap(([dimension, { events }]) =>
          [...events].map(([severity, count]) => [seriesKey(project, dimension, severity), count] as const),
        ),
      ),
    // One after the other: a save that finds nothing to do must not count as one that worked while another fails.
    save: () => {
      saving = saving.then(save, save);
      return saving;
    },
  };
}

interface Stored {
  readonly id: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, { since: string | null; events: Record<string, number> }>>;
}

function toStored([id, { name, dimensions }]: readonly [string, TargetRecord]): Stored {
  return {
    id,
    name,
    dimensions: Object.fromEntries(
      [...dimensions].map(([dimension, { since, events }]) => [
        dimension,
        { since: since?.toISOString() ?? null, events: Object.fromEntries(events) },
      ]),
    ),
  };
}

/** null for what `toStored` did not make. */
function revive(content: unknown): Map<string, TargetRecord> | null {
  try {
    const { targets } = content as { targets: readonly Stored[] };
    return new Map(
      targets.map(({ id, name, dimensions }) => {
        const revived = Object.entries(dimensions).map(([dimension, stored]) => [
          dimension,
          reviveDimension(stored),
        ]) as [string, DimensionRecord][];
        return [String(id), { name: String(name), dimensions: new Map(revived) }];
      }),
    );
  } catch {
    return null;
  }
}

function reviveDimension({ since, events }: Stored['dimensions'][string]): DimensionRecord {
  const began = since === null ? null : new Date(since);
  const counts = SEVERITIES.filter((severity) => severity in events).map(
    (severity) => [severity, events[severity] ?? Number.NaN] as const,
  );
  const sound = counts.every(([, count]) => Number.isSafeInteger(count) && count >= 0);
  if (!sound || Number.isNaN(began?.getTime() ?? 0)) throw new Error('not a record');
  return { since: began, events: new Map(counts) };
}
