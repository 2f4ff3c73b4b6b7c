import { join } from 'node:path';
import type { SpanReference } from '../contract/tracer.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import type { OnDamaged } from './damaged.ts';
import { fileSlug } from './file-slug.ts';
import { readJsonState, writeJsonState } from './json-state.ts';

export type DriftSpans = Readonly<Partial<Record<DimensionId, SpanReference>>>;

/** The last traced drift of each dimension of a project, which a rollback links to. Throws StoreError. */
export async function readDriftSpans(
  stateDir: string,
  project: string,
  onDamaged: OnDamaged,
): Promise<DriftSpans> {
  return (await readJsonState(file(stateDir, project), validate, onDamaged)) ?? {};
}

/** Replaces what was known of these dimensions. Throws StoreError. */
export async function writeDriftSpans(stateDir: string, project: string, spans: DriftSpans): Promise<void> {
  const known = await readDriftSpans(stateDir, project, () => {});
  await writeJsonState(file(stateDir, project), { ...known, ...spans });
}

function file(stateDir: string, project: string): string {
  return join(stateDir, 'drift-spans', `${fileSlug(project)}.json`);
}

function validate(content: unknown): DriftSpans | null {
  if (typeof content !== 'object' || content === null) return null;
  return Object.values(content).every(isSpan) ? content : null;
}

function isSpan(value: unknown): value is SpanReference {
  const { traceId, spanId, traceFlags } = (value ?? {}) as Partial<Record<keyof SpanReference, unknown>>;
  return (
    typeof traceId === 'string' &&
    /^[0-9a-f]{32}$/.test(traceId) &&
    typeof spanId === 'string' &&
    /^[0-9a-f]{16}$/.test(spanId) &&
    typeof traceFlags === 'number'
  );
}
