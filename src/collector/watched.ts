import type { ProjectState } from '../domain/state.ts';
import type { RecordedDeployment } from '../store/deployments.ts';
import type { SamplePart } from '../telemetry/exposition.ts';
import type { Target } from './target.ts';

/** What a collector knows of one target. */
export interface Watched {
  target: Target;
  /** As the project calls itself. */
  seen: ProjectState | null;
  part: SamplePart | null;
  deployments: readonly RecordedDeployment[];
  /** Looks in a row that left something unknown that may be known soon. */
  failures: number;
  dueAtMs: number;
  problem: string | null;
  running: Promise<void> | null;
  /** A look was asked for since the last one began. */
  asked: boolean;
}

export function neverSeen(target: Target): Watched {
  return {
    target,
    seen: null,
    part: null,
    deployments: [],
    failures: 0,
    dueAtMs: Number.NEGATIVE_INFINITY,
    problem: null,
    running: null,
    asked: false,
  };
}
