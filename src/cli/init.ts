import { isAbsolute, relative } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { inputError } from '../domain/errors.ts';
import { withoutContext } from '../domain/fingerprint.ts';
import { writeSnapshot } from '../domain/snapshot-text.ts';
import type { ProjectState } from '../domain/state.ts';
import { snapshotFacts } from '../engine/snapshot-facts.ts';
import { applyInit } from '../init/apply.ts';
import { detect } from '../init/detect.ts';
import { planInit } from '../init/plan.ts';
import type { KeptFile } from '../init/planned-file.ts';
import { planRemoval, removeInit } from '../init/remove.ts';
import { renderDiff } from '../init/render-diff.ts';
import { findRepository, realPath } from '../init/repository.ts';
import type { CommandOptions } from './command-options.ts';
import { confirm } from './confirm.ts';
import { withProgress } from './progress.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';
import { VERSION } from './version.ts';

/** Puts godrift into a project and its repository, or takes it out again. */
export function init(session: Session, _: readonly string[], options: CommandOptions): Promise<number> {
  return withTelemetry(session, 'init', async (tracer) => {
    const [dir = session.cwd, ...others] = projectDirs(session);
    if (others.length > 0) throw inputError('init is about one project: give one --project');
    return options.remove === true
      ? remove(session, dir, tracer, options)
      : write(session, dir, tracer, options);
  });
}

async function write(
  session: Session,
  dir: string,
  tracer: Tracer,
  options: CommandOptions,
): Promise<number> {
  const { state } = await withProgress(session.terminal, 'looking at the environment', () =>
    look(session, dir, tracer, { again: true }),
  );
  const repository = await findRepository(state.project.dir, session.env, tracer);
  const surroundings = await detect(state, repository, { version: VERSION, baseline: baselineOf(state) });
  const plan = planInit(surroundings);
  const notes = repository === null ? ['this is no git repository: no hook and no CI job'] : [];
  const changes = plan.write.map(({ path, before, after }) => ({ path, before, after }));
  const done = await decide(session, { changes, keep: plan.keep, notes, options, verb: 'Write' });
  if (done !== 'go') return done;
  await applyInit(plan, surroundings);
  if (session.globals.json !== true)
    session.terminal.print('\nNext: make check-env, then commit what was written.\n');
  return 0;
}

/** Drift included: what is approved is what is there, and what the project declares still counts. */
function baselineOf(state: ProjectState): { readonly text: string } | { readonly missing: string } {
  const unknown = state.dimensions.find((dimension) => dimension.state === 'unknown');
  if (unknown !== undefined)
    return {
      missing: `${unknown.id} is unknown (${unknown.message}): later, godrift baseline write`,
    };
  return { text: writeSnapshot(withoutContext(snapshotFacts(state)), state.takenAt) };
}

async function remove(
  session: Session,
  dir: string,
  tracer: Tracer,
  options: CommandOptions,
): Promise<number> {
  const { state } = await look(session, dir, tracer, { dimensions: [] });
  const repository = await findRepository(state.project.dir, session.env, tracer);
  const projectDir = repository === null ? state.project.dir : realPath(state.project.dir);
  const plan = await planRemoval(projectDir, repository);
  const done = await decide(session, {
    changes: plan.restore,
    keep: plan.keep,
    notes: [],
    options,
    verb: 'Remove',
  });
  if (done === 'go' || (done === 0 && options.dryRun !== true)) await removeInit(plan);
  return done === 'go' ? 0 : done;
}

interface Decision {
  readonly changes: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  readonly keep: readonly KeptFile[];
  readonly notes: readonly string[];
  readonly options: CommandOptions;
  readonly verb: 'Write' | 'Remove';
}

/** Shows what would change and asks: `go`, or the exit code. */
async function decide(session: Session, decision: Decision): Promise<'go' | number> {
  const { changes, keep, notes, options, verb } = decision;
  const { terminal, cwd } = session;
  const { colors } = terminal;
  const agreed = options.dryRun !== true && options.yes === true && changes.length > 0;
  if (session.globals.json === true) terminal.print(`${JSON.stringify(report(decision, agreed), null, 2)}\n`);
  else {
    for (const { path, before, after } of changes)
      terminal.print(paint(renderDiff({ path: shown(path, cwd), before, after }), colors));
    for (const { path, why } of keep) terminal.print(`kept ${shown(path, cwd)}: ${why}\n`);
    for (const note of notes) terminal.print(`${note}\n`);
    if (changes.length === 0) terminal.print('nothing to do\n');
  }
  if (changes.length === 0 || options.dryRun === true) return 0;
  if (agreed) return 'go';
  const files = `${changes.length} ${changes.length === 1 ? 'file' : 'files'}`;
  const answer = session.globals.json === true ? null : await confirm(`${verb} ${files}?`);
  if (answer === true) return 'go';
  terminal.warn(
    answer === null ? 'nothing was changed: nobody can be asked here; --yes agrees' : 'nothing was changed',
  );
  return 2;
}

function report({ changes, keep, notes }: Decision, written: boolean) {
  return {
    schema: 'godrift.init/v1',
    written,
    files: [
      ...changes.map(({ path, before, after }) => ({
        path,
        action: before === null ? 'create' : after === null ? 'delete' : 'edit',
        reason: null,
      })),
      ...keep.map(({ path, why }) => ({ path, action: 'keep', reason: why })),
    ],
    notes,
  };
}

function shown(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way === '' || isAbsolute(way) || way.startsWith('../../../') ? path : way;
}

function paint(diff: string, colors: Session['terminal']['colors']): string {
  return diff.replaceAll(/^.*$/gm, (line) =>
    /^(---|\+\+\+)/.test(line)
      ? colors.bold(line)
      : line.startsWith('+')
        ? colors.green(line)
        : line.startsWith('-')
          ? colors.red(line)
          : line.startsWith('@@')
            ? colors.cyan(line)
            : line,
  );
}
