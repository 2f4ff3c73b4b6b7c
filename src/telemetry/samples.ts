import { type Sample, sample } from '../contract/sample.ts';
import type { Deployment, ProjectState } from '../domain/state.ts';
import { deploymentSamples } from './deployment-samples.ts';
import { dimensionSamples } from './dimension-samples.ts';
import { labelValue } from './label-value.ts';
import { projectSamples } from './project-samples.ts';
import { type RollbackRecord, rollbackSamples } from './rollback-samples.ts';

export interface SampleInputs {
  readonly projects: readonly ProjectState[];
  /** When the present drift began, by `seriesKey(project, dimension)`. */
  readonly driftSince: ReadonlyMap<string, Date>;
  /** How often drift began, by `seriesKey(project, dimension, severity)`; what is missing is 0. */
  readonly driftEvents: ReadonlyMap<string, number>;
  /** By project, in any order. */
  readonly deployments: ReadonlyMap<string, readonly Deployment[]>;
  /** The audit log, the oldest first; a one-shot command does not count them. */
  readonly rollbacks?: readonly RollbackRecord[];
  /** The watcher's counters; a command that does not watch has none. */
  readonly watch?: { readonly events: number; readonly overflows: number; readonly rescans: number };
  readonly build: { readonly version: string; readonly revision: string; readonly node: string };
}

/** Everything that both routes export, as one immutable list. */
export function samplesOf(inputs: SampleInputs): readonly Sample[] {
  return [...hostSamples(inputs), ...inputs.projects.flatMap((state) => samplesOfProject(state, inputs))];
}

/** What belongs to no project. */
export function hostSamples({
  build,
  rollbacks,
  watch,
}: Pick<SampleInputs, 'build' | 'rollbacks' | 'watch'>): readonly Sample[] {
  return [
    sample('godrift.build.info', 1, build),
    ...(rollbacks === undefined ? [] : rollbackSamples(rollbacks)),
    ...(watch === undefined
      ? []
      : [
          sample('godrift.watch.events', watch.events, {}),
          sample('godrift.watch.overflows', watch.overflows, {}),
          sample('godrift.watch.rescans', watch.rescans, {}),
        ]),
  ].map(labelled);
}

export function samplesOfProject(
  state: ProjectState,
  inputs: Pick<SampleInputs, 'driftSince' | 'driftEvents' | 'deployments'>,
): readonly Sample[] {
  return [
    ...projectSamples(state),
    ...state.dimensions.flatMap((dimension) => dimensionSamples(state, dimension, inputs)),
    ...deploymentSamples(state.project.name, inputs.deployments.get(state.project.name) ?? []),
  ].map(labelled);
}

function labelled(each: Sample): Sample {
  return { ...each, labels: mapValues(each.labels, labelValue) };
}

function mapValues(labels: Sample['labels'], change: (value: string) => string): Sample['labels'] {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, change(value)]));
}
