import type { Collector } from './collector.ts';
import type { Site } from './respond.ts';
import { statusPages } from './status-page/status-pages.ts';
import { statusReport } from './status-page/status-report.ts';
import { type Sweeps, whyNotReady } from './track-sweeps.ts';

export interface StatusSiteOptions {
  readonly collector: Pick<Collector, 'states' | 'driftSince' | 'deployments' | 'rollbacks' | 'problems'>;
  readonly sweeps: Sweeps;
  /** How often something of the collector's has changed. */
  readonly updates: () => number;
  readonly build: { readonly version: string; readonly revision: string; readonly node: string };
  readonly host: string;
  readonly intervalMs: () => number;
  readonly jaegerUrl: () => string | null;
  /** What is wrong beside the projects, in one line; null where nothing is. */
  readonly otherProblem: () => string | null;
}

/** What a collector's server shows to people, and whether it is ready. */
export function statusSite(options: StatusSiteOptions): Required<Pick<Site, 'lazyPages' | 'notReady'>> {
  const { collector, sweeps, updates, build, host, otherProblem } = options;
  const startedAt = new Date();
  const notReady = () => whyNotReady(sweeps.last(), options.intervalMs(), new Date());
  const version = () => {
    // Ages grow by the minute also where sweeps have stopped.
    const minute = Math.floor(Date.now() / 60_000);
    return JSON.stringify([sweeps.last()?.endedAt, updates(), minute, notReady() === null, otherProblem()]);
  };
  const report = () => {
    const other = otherProblem();
    return statusReport({
      states: collector.states(),
      driftSince: collector.driftSince(),
      deployments: collector.deployments(),
      rollbacks: collector.rollbacks(),
      problems: [
        ...(other === null ? [] : [{ where: null, message: other }]),
        ...[...collector.problems()].map(([where, message]) => ({ where, message })),
      ],
      collector: {
        ...build,
        host,
        startedAt,
        intervalMs: options.intervalMs(),
        lastSweep: sweeps.last(),
        notReady: notReady(),
      },
      jaegerUrl: options.jaegerUrl(),
      now: new Date(),
    });
  };
  return { lazyPages: statusPages({ report, version }), notReady };
}
