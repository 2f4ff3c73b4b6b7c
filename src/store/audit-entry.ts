import { createHash } from 'node:crypto';

/** One rollback, on record. */
export interface AuditEntry extends AuditRecord {
  /** From 1, without a gap. */
  readonly seq: number;
  /** SHA-256 of the line before, 64 hex digits; zeros for the first. */
  readonly prev: string;
}

export interface AuditRecord {
  /** Of the transaction: one that is on record is not recorded again. */
  readonly id: string;
  /** ms since the epoch */
  readonly ts: number;
  readonly who: { readonly uid: number | null; readonly user: string | null; readonly ci: string | null };
  readonly kind: 'sdk' | 'env' | 'cache';
  readonly reason: 'manual' | 'drift' | 'ci' | 'recover';
  /** The user's own words. */
  readonly note: string | null;
  readonly target: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly result: 'success' | 'failure';
  readonly error: string | null;
  readonly durationMs: number;
  /** What each step changed, without values that could be secret. */
  readonly steps: readonly string[];
  readonly fingerprints: { readonly before: string | null; readonly after: string | null };
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly traceFlags: number | null;
}

export const FIRST_PREV = '0'.repeat(64);

/** SHA-256 of a line's bytes without its end. */
export function lineHash(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

/** The line of an entry, without its end; trace fields as log collectors know them (`trace_id`). */
export function formatEntry({ traceId, spanId, traceFlags, ...entry }: AuditEntry): string {
  const { seq, prev, ...rest } = entry;
  return JSON.stringify({
    seq,
    prev,
    ...rest,
    trace_id: traceId,
    span_id: spanId,
    trace_flags: traceFlags,
  });
}

/** Null for what is no entry. */
export function parseEntry(line: string): AuditEntry | null {
  try {
    const parsed = JSON.parse(line) as Record<string, unknown> | null;
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { trace_id: traceId, span_id: spanId, trace_flags: traceFlags, ...rest } = parsed;
    const isEntry =
      Number.isInteger(rest.seq) &&
      typeof rest.prev === 'string' &&
      typeof rest.id === 'string' &&
      typeof rest.ts === 'number' &&
      typeof rest.kind === 'string' &&
      typeof rest.result === 'string' &&
      typeof rest.reason === 'string' &&
      typeof rest.durationMs === 'number';
    return isEntry ? ({ ...rest, traceId, spanId, traceFlags } as unknown as AuditEntry) : null;
  } catch {
    return null;
  }
}
