import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inputError } from '../domain/errors.ts';
import type { Project } from '../domain/project.ts';
import type { Baseline } from '../domain/state.ts';
import type { OnDamaged } from '../store/damaged.ts';
import { fileSlug } from '../store/file-slug.ts';

export const NO_BASELINE: Baseline = { kind: 'none', facts: {}, from: null };

export interface BaselineChoice {
  /** `--baseline FILE` (absolute): it must be there. */
  readonly file?: string | undefined;
  /** `--no-baseline` */
  readonly none?: boolean | undefined;
}

/** The committed baseline's place in a project. */
export function committedBaseline(projectDir: string): string {
  return join(projectDir, '.godrift', 'baseline.snap');
}

/** Everything that decides which baseline is used, and what is in it. */
export function baselineInputs(
  project: Project,
  stateDir: string,
  choice: BaselineChoice,
): readonly string[] {
  if (choice.none === true) return [];
  if (choice.file !== undefined) return [choice.file];
  return [committedBaseline(project.dir), join(stateDir, 'deployments', fileSlug(project.name))];
}

/** The file named, else the committed one, else the newest deployment, else none. Throws InputError for a damaged file. */
export async function loadBaseline(
  project: Project,
  stateDir: string,
  choice: BaselineChoice,
  onDamaged: OnDamaged,
): Promise<Baseline> {
  if (choice.none === true) return NO_BASELINE;
  const file = choice.file ?? committedBaseline(project.dir);
  if (existsSync(file)) {
    const { readBaselineFile } = await import('../store/baseline-file.ts');
    const snapshot = await readBaselineFile(file);
    if (snapshot !== null) return { kind: 'file', facts: snapshot.facts, from: file };
  }
  if (choice.file !== undefined) throw inputError('there is no such baseline', choice.file);
  if (!existsSync(join(stateDir, 'deployments'))) return NO_BASELINE;
  const [{ listDeployments }, { readBaselineFile }] = await Promise.all([
    import('../store/deployments.ts'),
    import('../store/baseline-file.ts'),
  ]);
  const [newest] = await listDeployments(stateDir, project.name, onDamaged, { newest: 1 });
  if (newest === undefined) return NO_BASELINE;
  const deployed = await readBaselineFile(newest.file);
  return deployed === null ? NO_BASELINE : { kind: 'deployment', facts: deployed.facts, from: newest.id };
}
