import type { Tracer } from '../contract/tracer.ts';
import type { Dimension } from '../dimensions/dimension.ts';
import type { ProjectState } from '../domain/state.ts';
import { createHost, type SharedRuns } from '../host/create-host.ts';
import type { InputSignatures } from '../host/inputs.ts';
import type { OnDamaged } from '../store/damaged.ts';
import type { DriftSpans } from '../store/drift-spans.ts';
import { assess, unknownState } from './assess.ts';
import { type Collected, collectDimension, factsById } from './collect-dimension.ts';
import { type CachedFacts, cacheFile, readFreshFacts } from './facts-cache.ts';
import { type BaselineChoice, loadBaseline } from './load-baseline.ts';
import type { DeclaredProject } from './load-declared.ts';
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
  /** Of looks at other projects in the same moment. */
  readonly sharedRuns?: SharedRuns | undefined;
  /** godrift's own version: another one may see other facts. */
  readonly version: string;
  readonly tracer: Tracer;
  readonly onDamaged: OnDamaged;
}

export interface Observation {
  readonly state: ProjectState;
  /** What the facts were made of. */
  readonly inputs: InputSignatures;
  /** The facts are an earlier run's, whose inputs are unchanged. */
  readonly kept: boolean;
  /** Of this look, where it is traced. */
  readonly driftSpans: DriftSpans;
}

/** What a look at a project brought. */
export interface Look extends DeclaredProject {
  readonly collected: readonly Collected[];
  readonly inputs: InputSignatures;
  /** Of the facts collected. */
  readonly fingerprints: CachedFacts['fingerprints'];
}

/**
 * Takes one look at a project: what it declares, what is, and what that comes to. A dimension that cannot be collected
 * is `unknown` and never hides the others. Throws InputError for what a person has written wrongly.
 */
export async function observe(options: ObserveOptions): Promise<Observation> {
  return options.tracer.span('godrift.snapshot', {}, async (span) => {
    const file = cacheFile(options.stateDir, {
      ...options,
      dimensions: options.dimensions.map(({ id }) => id),
    });
    const fresh = options.online || options.again === true ? null : readFreshFacts(file);
    const { project, declared, collected, inputs, fingerprints } = await (fresh === null
      ? lookAnew(options, file)
      : lookAgain(options, fresh));
    span.setAttributes({ 'godrift.project': project.name });
    const baseline = await loadBaseline(project, options.stateDir, options.baseline, options.onDamaged);
    const context = { project, declared, baseline, now: new Date(), fingerprints };
    const dimensions = options.dimensions.map((dimension, index) => {
      const one = collected[index] ?? { cause: new Error('not collected'), durationMs: 0 };
      return 'facts' in one
        ? assess(dimension, one.facts, one.durationMs, context)
        : unknownState(dimension, one.cause, one.durationMs, declared);
    });
    const driftSpans = await traceDrift(options.tracer, dimensions, baseline);
    return {
      state: { project, takenAt: context.now, baseline, declared, dimensions },
      inputs,
      kept: fresh !== null,
      driftSpans,
    };
  });
}

// Parsers, collectors and child processes are loaded only where something has changed.
async function lookAnew(options: ObserveOptions, file: string): Promise<Look> {
  const { look } = await import('./look.ts');
  return look(options, file);
}

/** The facts of an earlier run whose inputs are unchanged; what is never kept is collected. */
async function lookAgain(options: ObserveOptions, fresh: CachedFacts): Promise<Look> {
  const { project, declared, reusableRuns, inputs } = fresh;
  const host = createHost({ ...options, projectDir: project.dir, reusableRuns });
  const collected = await Promise.all(
    options.dimensions.map(async (dimension): Promise<Collected> => {
      // The context is the session's, not the files'.
      const facts = dimension.id === 'context' ? undefined : fresh.facts[dimension.id];
      return facts === undefined
        ? collectDimension(dimension, host, fresh, options.tracer)
        : { facts, durationMs: 0 };
    }),
  );
  const fingerprints = knownFingerprints(fresh, factsById(options.dimensions, collected));
  return { project, declared, collected, inputs: { ...host.inputs(), ...inputs }, fingerprints };
}

function knownFingerprints(fresh: CachedFacts, facts: CachedFacts['facts']): CachedFacts['fingerprints'] {
  const same = (id: string) => {
    const [kept, now] = [
      fresh.facts[id as keyof typeof facts]?.portable,
      facts[id as keyof typeof facts]?.portable,
    ];
    return kept === now || JSON.stringify(kept) === JSON.stringify(now);
  };
  return Object.fromEntries(Object.entries(fresh.fingerprints).filter(([id]) => same(id)));
}
