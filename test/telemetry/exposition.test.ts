import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sample, sample } from '../../src/contract/sample.ts';
import { createExposition } from '../../src/telemetry/exposition.ts';
import { renderOpenMetrics } from '../../src/telemetry/prometheus.ts';

const project = fc.string();
const anySample: fc.Arbitrary<Sample> = fc.oneof(
  fc.record({ project }).map((labels) => sample('godrift.snapshot.timestamp', 1.5, labels)),
  fc.record({ project, key: fc.string() }).map((labels) => sample('godrift.env.set', 1, labels)),
  fc.constant(sample('godrift.watch.events', 3, {})),
  fc
    .record({ project, dimension: fc.constant('tools'), severity: fc.constant('info') })
    .map((labels) => sample('godrift.drift.events', 2, labels)),
);

/** One series is in one part only. */
const anyParts = fc
  .uniqueArray(anySample, { selector: (one) => JSON.stringify([one.metric, one.labels]) })
  .chain((all) =>
    fc
      .array(fc.nat(3), { minLength: all.length, maxLength: all.length })
      .map((at) => [0, 1, 2, 3].map((part) => all.filter((_, index) => at[index] === part))),
  );

test('renders parts as all of them at once, also those that it has rendered before', async () => {
  await fc.assert(
    fc.asyncProperty(anyParts, async (parts) => {
      const render = createExposition();
      const kept = parts.map((samples) => ({ samples: () => samples }));
      await render(kept.slice(0, 2));
      const text = await render(kept);
      const whole = await renderOpenMetrics(parts.flat());
      expect(text).toBe(parts.flat().length === 0 ? '# EOF\n' : whole);
    }),
  );
});
