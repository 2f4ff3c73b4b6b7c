import { join } from 'node:path';
import type { OnDamaged } from '../store/damaged.ts';
import { readJsonState, writeJsonState } from '../store/json-state.ts';

/** When each present drift began, by series key; kept over restarts. */
export async function readDriftSince(
  stateDir: string,
  onDamaged: OnDamaged,
): Promise<ReadonlyMap<string, Date>> {
  return (await readJsonState(file(stateDir), validate, onDamaged)) ?? new Map();
}

export async function writeDriftSince(
  stateDir: string,
  driftSince: ReadonlyMap<string, Date>,
): Promise<void> {
  await writeJsonState(
    file(stateDir),
    [...driftSince].map(([key, since]) => [key, since.toISOString()]),
  );
}

function file(stateDir: string): string {
  return join(stateDir, 'drift-since.json');
}

function validate(content: unknown): Map<string, Date> | null {
  if (!Array.isArray(content)) return null;
  const entries = content.map((entry: unknown) => {
    const [key, since] = Array.isArray(entry) ? entry : [];
    return typeof key === 'string' && typeof since === 'string' && !Number.isNaN(Date.parse(since))
      ? ([key, new Date(since)] as const)
      : null;
  });
  return entries.some((entry) => entry === null) ? null : new Map(entries.filter((entry) => entry !== null));
}
