import { type Sample, sample } from '../contract/sample.ts';
import { baselineHash, fingerprintNumber } from '../domain/fingerprint.ts';
import type { Deployment } from '../domain/state.ts';

const RANKS = 3;

/** Nothing where no deployment is recorded; the first one ever has no change ratio. */
export function deploymentSamples(project: string, deployments: readonly Deployment[]): readonly Sample[] {
  const last = deployments.toSorted((a, b) => a.at.getTime() - b.at.getTime()).slice(-RANKS);
  const newest = last.at(-1);
  if (newest === undefined) return [];
  const baseline = baselineHash(last.map((deployment) => deployment.fingerprint));
  return [
    sample('godrift.deployment.timestamp', newest.at.getTime() / 1000, { project }),
    sample('godrift.deployment.baseline', fingerprintNumber(baseline), { project }),
    ...last
      .toReversed()
      .flatMap(({ changeRatio }, index) =>
        changeRatio === null
          ? []
          : [sample('godrift.deployment.change', changeRatio, { project, rank: `${index + 1}` })],
      ),
  ];
}
