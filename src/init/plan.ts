import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { sha256 } from '../domain/sha256.ts';
import type { Surroundings } from './detect.ts';
import type { InitPlan, KeptFile, PlannedFile } from './planned-file.ts';
import { readTextFile } from './read-text-file.ts';
import { type Target, targets } from './targets.ts';
import { undoEdit } from './text-edit.ts';

/** What init would write here now, and what it leaves alone; nothing where everything stands as it should. */
export function planInit(surroundings: Surroundings): InitPlan {
  const plans = targets(surroundings).map((target) => planTarget(target, surroundings));
  return {
    write: plans.filter((plan): plan is PlannedFile => plan !== null && 'after' in plan),
    keep: plans.filter((plan): plan is KeptFile => plan !== null && 'why' in plan),
  };
}

function planTarget(target: Target, { projectDir, records }: Surroundings): PlannedFile | KeptFile | null {
  const { path, text, insert, executable = false, inClone = false } = target;
  if (target.why !== undefined) return { path, why: target.why };
  const recorded = records[inClone ? 'clone' : 'project'].files.find(
    (file) => resolve(projectDir, file.path) === path,
  );
  const before = readTextFile(path);
  if (before === undefined) return { path, why: 'is not UTF-8 text' };
  const planned = { path, before, executable, inClone };
  if (before === null) return { ...planned, after: text, edit: null };
  if (target.once === true && recorded !== undefined) return null;
  if (recorded !== undefined && 'sha256' in recorded) {
    if (sha256(before) !== recorded.sha256) return { path, why: 'was edited since init wrote it' };
    return before === text ? null : { ...planned, after: text, edit: null };
  }
  if (insert === undefined) return before === text ? null : { path, why: 'was there before' };
  if (executable && (statSync(path).mode & 0o111) === 0)
    return { path, why: 'is not executable: git ignores it' };
  const base = recorded === undefined ? before : undoEdit(before, recorded.edit);
  if (base === null) return { path, why: 'what init put in was edited since' };
  const edited = insert(base);
  if (edited === null) return { path, why: target.byHand ?? 'was there before' };
  // Where a person has written around it, it stays where it is.
  const isSame = recorded !== undefined && edited.edit.inserted.trim() === recorded.edit.inserted.trim();
  return isSame || edited.text === before ? null : { ...planned, after: edited.text, edit: edited.edit };
}
