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
  readonly build: { readonly version: string; readonly revision: string; readonly node: string };
}

/** Everything that both routes export, as one immutable list. */
export function samplesOf(inputs: SampleInputs): readonly Sample[] {
  return [
    sample('godrift.build.info', 1, inputs.build),
    ...(inputs.rollbacks === undefined ? [] : rollbackSamples(inputs.rollbacks)),
    ...inputs.projects.flatMap((state) => [
      ...projectSamples(state),
      ...state.dimensions.flatMap((dimension) => dimensionSamples(state, dimension, inputs)),
      ...deploymentSamples(state.project.name, inputs.deployments.get(state.project.name) ?? []),
    ]),
  ].map((each) => ({ ...each, labels: mapValues(each.labels, labelValue) }));
}

function mapValues(labels: Sample['labels'], change: (value: string) => string): Sample['labels'] {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, change(value)]));
}
