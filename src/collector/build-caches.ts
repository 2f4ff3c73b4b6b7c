import type { Sample } from '../contract/sample.ts';
import { parseStatus, statusFile } from '../domain/build-cache-verification.ts';
import type { ProjectState } from '../domain/state.ts';
import { countBuildCache } from '../integrity/build-cache/count-build-cache.ts';
import { recordBuildCache } from '../integrity/build-cache/record-build-cache.ts';
import { verifyBuildCache } from '../integrity/build-cache/verify-build-cache.ts';
import { readBytes } from '../store/read-bytes.ts';
import { type BuildCacheMeasure, buildCacheSamples } from '../telemetry/build-cache-samples.ts';
import type { BackgroundWork } from './verify-in-background.ts';

/** The GOCACHE roots of the watched projects, each once. */
export interface BuildCaches {
  readonly samples: () => readonly Sample[];
  /** Takes what is on record, or counts: for a collector that ends at once. */
  readonly recall: () => Promise<void>;
  /** Verifies what is new or changed in each of them, and records it. */
  readonly verify: (work: BackgroundWork) => Promise<void>;
}

export interface BuildCachesOptions {
  readonly stateDir: string;
  readonly states: () => readonly ProjectState[];
  readonly onUpdate: () => void;
}

export function createBuildCaches({ stateDir, states, onUpdate }: BuildCachesOptions): BuildCaches {
  const known = new Map<string, BuildCacheMeasure>();

  /** Those that are there: their facts say so. */
  function roots(): ReadonlySet<string> {
    const facts = states().map(
      ({ dimensions }) => dimensions.find(({ id }) => id === 'build_cache')?.facts?.local ?? {},
    );
    return new Set(
      facts.flatMap(({ root, validity }) => (root === undefined || validity !== 'usable' ? [] : [root])),
    );
  }

  function keep(measure: BuildCacheMeasure): void {
    known.set(measure.root, measure);
    onUpdate();
  }

  async function recalled(root: string): Promise<BuildCacheMeasure | null> {
    const bytes = await readBytes(statusFile(stateDir, root));
    const status = bytes === null ? null : parseStatus(bytes.toString());
    return status === null
      ? null
      : { root, sizeBytes: status.sizeBytes, entries: status.entries, verified: 1 };
  }

  async function verifyOne(root: string, work: BackgroundWork): Promise<void> {
    const before = known.get(root) ?? (await recalled(root));
    const report = await verifyBuildCache({
      ...{ ...work, root, trust: false },
      onProgress: (verified) => {
        if (before !== null) known.set(root, { ...before, verified });
      },
    });
    await recordBuildCache(stateDir, report);
    keep({ root, sizeBytes: report.sizeBytes, entries: report.entries, verified: 1 });
  }

  return {
    samples: () => {
      const current = roots();
      return [...known.values()].filter(({ root }) => current.has(root)).flatMap(buildCacheSamples);
    },
    recall: async () => {
      for (const root of roots()) {
        const { actions, outputs, sizeBytes } = countBuildCache(root);
        const entries = { ok: 0, corrupt: 0, unverified: actions + outputs };
        keep((await recalled(root)) ?? { root, sizeBytes, entries, verified: 0 });
      }
    },
    verify: async (work) => {
      const current = roots();
      for (const root of known.keys()) if (!current.has(root)) known.delete(root);
      for (const root of current) await verifyOne(root, work);
    },
  };
}
