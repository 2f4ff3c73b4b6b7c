import type { Tracer } from '../contract/tracer.ts';
import type { Dimension } from '../dimensions/dimension.ts';
import { InputError } from '../domain/errors.ts';
import type { ProjectState } from '../domain/state.ts';
import { createHost } from '../host/create-host.ts';
import type { InputSignatures } from '../host/inputs.ts';
import type { OnDamaged } from '../store/damaged.ts';
import { assess, unknownState } from './assess.ts';
import { type Collected, collectDimension, factsById } from './collect-dimension.ts';
import { type CachedFacts, cacheFile, keepFacts, readFreshFacts, readReusableRuns } from './facts-cache.ts';
import { findProject } from './find-project.ts';
import { type BaselineChoice, loadBaseline } from './load-baseline.ts';
import { type DeclaredProject, loadDeclared } from './load-declared.ts';
import { traceDrift } from './trace-drift.ts';

export interface ObserveOptions {
  /** Absolute; the module is looked for from here upwards. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly online: boolean;
  readonly timeoutMs: number;
  readonly configFile?: string | undefined;
  readonly dimensions: readonly Dimension[];
  readonly baseline: BaselineChoice;
  readonly stateDir: string;
  /** Collect even where an earlier run's facts still hold. */
  readonly again?: boolean | undefined;
  /** godrift's own version: another one may see other facts. */
  readonly version: string;
  readonly tracer: Tracer;
  readonly onDamaged: OnDamaged;
}

export interface Observation {
  readonly state: ProjectState;
  /** What the facts were made of. */
  readonly inputs: InputSignatures;
}

interface Look extends DeclaredProject {
  readonly collected: readonly Collected[];
  readonly inputs: InputSignatures;
}

/**
 * Takes one look at a project: what it declares, what is, and what that comes to. A dimension that cannot be collected
 * is `unknown` and never hides the others. Throws InputError for what a person has written wrongly.
 */
export async function observe(options: ObserveOptions): Promise<Observation> {
  return options.tracer.span('godrift.snapshot', {}, async (span) => {
    const file = cacheFile(options.stateDir, { ...options, dimensions: options.dimensions.map(({ id }) => id) });
    const fresh = options.online || options.again === true ? null : readFreshFacts(file);
    const { project, declared, collected, inputs } = await (fresh === null ? look(options, file) : lookAgain(options, fresh));
    span.setAttributes({ 'godrift.project': project.name });
    const baseline = await loadBaseline(project, options.stateDir, options.baseline, options.onDamaged);
    const context = { project, declared, baseline, now: new Date() };
    const dimensions = options.dimensions.map((dimension, index) => {
      const one = collected[index] ?? { cause: new Error('not collected'), durationMs: 0 };
      return 'facts' in one ? assess(dimension, one.facts, one.durationMs, context) : unknownState(dimension, one.cause, one.durationMs);
    });
    await traceDrift(options.tracer, dimensions, baseline);
    return { state: { project, takenAt: context.now, baseline, declared, dimensions }, inputs };
  });
}

/** Collects everything, and keeps it for the next run unless something is unknown or hangs on more than files. */
async function look(options: ObserveOptions, file: string): Promise<Look> {
  const startedAtMs = Date.now();
  const reusableRuns = readReusableRuns(file);
  const locator = createHost({ ...options, projectDir: options.dir, reusableRuns });
  const files = findProject(locator, options.dir);
  const declaredProject = await loadDeclared(locator, files, options.configFile);
  // `go` starts in the module's own directory, wherever in it the project was named from.
  const host = createHost({ ...options, projectDir: files.dir, reusableRuns });
  const collected = await Promise.all(
    options.dimensions.map((dimension) => collectDimension(dimension, host, declaredProject, options.tracer)),
  );
  const problems = collected.flatMap((one) => ('cause' in one && one.cause instanceof InputError ? one.cause.problems : []));
  if (problems.length > 0) throw new InputError(problems);
  const inputs = { ...host.inputs(), ...locator.inputs() };
  if (!options.online && host.volatileReasons().length === 0 && collected.every((one) => 'facts' in one)) {
    const facts = factsById(options.dimensions, collected);
    await keepFacts(file, { ...declaredProject, inputs, facts, reusableRuns: host.reusableRuns }, startedAtMs);
  }
  return { ...declaredProject, collected, inputs };
}

/** The facts of an earlier run whose inputs are unchanged; what is never kept is collected. */
async function lookAgain(options: ObserveOptions, fresh: CachedFacts): Promise<Look> {
  const { project, declared, reusableRuns, inputs } = fresh;
  const host = createHost({ ...options, projectDir: project.dir, reusableRuns });
  const collected = await Promise.all(
    options.dimensions.map(async (dimension): Promise<Collected> => {
      const facts = fresh.facts[dimension.id];
      return facts === undefined ? collectDimension(dimension, host, fresh, options.tracer) : { facts, durationMs: 0 };
    }),
  );
  return { project, declared, collected, inputs: { ...host.inputs(), ...inputs } };
}
