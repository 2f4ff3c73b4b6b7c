import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { changeRatio, diffFacts, unionSize } from '../domain/diff.ts';
import type { FactMap } from '../domain/facts.ts';
import { fingerprintSnapshot, withoutContext } from '../domain/fingerprint.ts';
import { readSnapshot, writeSnapshot } from '../domain/snapshot-text.ts';
import type { Deployment } from '../domain/state.ts';
import { writeAtomic } from './atomic-file.ts';
import { type OnDamaged, setAside } from './damaged.ts';
import {
  deploymentFileName,
  deploymentText,
  parseDeploymentFileName,
  readDeploymentText,
} from './deployment-file.ts';
import { fileSlug } from './file-slug.ts';
import { isAbsent, readBytes } from './read-bytes.ts';
import { STATE_FILE_MODE } from './state-dir.ts';
import { storeError } from './store-error.ts';

// One file a deployment and no ledger: there is nothing that two processes could overwrite for each other.

const KEPT = 20;

export interface RecordedDeployment extends Deployment {
  /** Its snapshot (absolute path), which `readBaselineFile` reads. */
  readonly file: string;
}

export interface DeploymentToRecord {
  readonly id: string;
  readonly at: Date;
  /** Snapshot text v1. */
  readonly snapshotText: string;
}

interface Entry {
  readonly file: string;
  readonly at: Date;
  /** Stands for the id. */
  readonly slug: string;
}

interface DeploymentRecord extends Entry {
  readonly id: string;
  /** Without `context`. */
  readonly facts: FactMap;
}

/**
 * Records a deployment; one of the same id is replaced. Keeps the newest 20. Throws InputError for a bad id or snapshot,
 * StoreError.
 */
export async function recordDeployment(
  stateDir: string,
  projectName: string,
  { id, at, snapshotText }: DeploymentToRecord,
  onDamaged: OnDamaged = () => {},
): Promise<RecordedDeployment> {
  const { facts, takenAt } = readSnapshot(snapshotText, `snapshot of deployment ${id}`);
  const text = deploymentText(id, writeSnapshot(facts, takenAt));
  const dir = projectDir(stateDir, projectName);
  const own: DeploymentRecord = {
    id,
    at,
    facts: withoutContext(facts),
    slug: fileSlug(id),
    file: join(dir, deploymentFileName(id, at)),
  };
  // Listed before writing: of two processes that record one id at once, neither can remove both files.
  const before = (await listEntries(dir)).filter(({ file }) => file !== own.file);
  await writeAtomic(own.file, text, { mode: STATE_FILE_MODE });
  const others = before.filter(({ slug }) => slug !== own.slug);
  const oldest = others.slice(0, Math.max(0, others.length + 1 - KEPT));
  await Promise.all([...before.filter(({ slug }) => slug === own.slug), ...oldest].map(remove));
  const records = await readRecords(dir, onDamaged, KEPT + 1);
  const deployments = toDeployments([...records.filter(({ slug }) => slug !== own.slug), own].sort(byTime));
  return deployments.find(({ file }) => file === own.file) ?? toDeployment(own, null);
}

/**
 * A project's recorded deployments, newest last: all, or the `newest` so many (reading one takes some milliseconds).
 * Damaged ones are set aside and left out. Throws StoreError.
 */
export async function listDeployments(
  stateDir: string,
  projectName: string,
  onDamaged: OnDamaged,
  { newest = KEPT }: { readonly newest?: number } = {},
): Promise<readonly RecordedDeployment[]> {
  // One more, for the change ratio of the first.
  const records = await readRecords(projectDir(stateDir, projectName), onDamaged, newest + 1);
  return toDeployments(records).slice(-newest);
}

function projectDir(stateDir: string, projectName: string): string {
  return join(stateDir, 'deployments', fileSlug(projectName));
}

function byTime(a: Entry, b: Entry): number {
  return a.at.getTime() - b.at.getTime() || (a.slug < b.slug ? -1 : 1);
}

/** The files that look like deployments, oldest first. */
async function listEntries(dir: string): Promise<readonly Entry[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    throw storeError('read', dir, error);
  });
  return names
    .flatMap((name) => {
      const told = parseDeploymentFileName(name);
      return told === null ? [] : [{ ...told, file: join(dir, name) }];
    })
    .sort(byTime);
}

/** The newest `count`, oldest first; of each id the newest. */
async function readRecords(
  dir: string,
  onDamaged: OnDamaged,
  count: number,
): Promise<readonly DeploymentRecord[]> {
  const records = new Map<string, DeploymentRecord>();
  for (const entry of (await listEntries(dir)).toReversed()) {
    if (records.size === count) break;
    if (records.has(entry.slug)) continue;
    const bytes = await readBytes(entry.file);
    if (bytes === null) continue;
    const content = readDeploymentText(bytes, entry.file);
    if (typeof content === 'string') await setAside(entry.file, content, onDamaged);
    else records.set(entry.slug, { ...entry, id: content.id, facts: withoutContext(content.facts) });
  }
  return [...records.values()].reverse();
}

function toDeployments(records: readonly DeploymentRecord[]): RecordedDeployment[] {
  return records.map((record, i) => toDeployment(record, records[i - 1] ?? null));
}

function toDeployment(
  { id, at, facts, file }: DeploymentRecord,
  previous: DeploymentRecord | null,
): RecordedDeployment {
  return {
    id,
    at,
    fingerprint: fingerprintSnapshot(facts),
    changeRatio: previous && ratioBetween(previous.facts, facts),
    file,
  };
}

function ratioBetween(before: FactMap, after: FactMap): number {
  const changes = diffFacts(before, after);
  return changeRatio(changes, unionSize(before, changes));
}

async function remove({ file }: Entry): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (!isAbsent(error)) throw storeError('remove', file, error);
  });
}
