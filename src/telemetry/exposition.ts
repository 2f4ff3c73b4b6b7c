import type { MetricDefinition } from '../contract/metric-definition.ts';
import { METRIC_NAMES, METRICS } from '../contract/metrics.ts';
import { promName } from '../contract/prom-name.ts';
import type { Measurement, Sample } from '../contract/sample.ts';
import { renderOpenMetrics } from './prometheus.ts';

/** Some of the samples: the same object stands for the same samples. */
export interface SamplePart {
  readonly samples: () => readonly Sample[];
  readonly measurements?: () => readonly Measurement[];
}

/** One family of one part: its `# …` lines, and its samples. */
interface Family {
  readonly head: string;
  readonly lines: string;
}

const ORDER: readonly string[] = METRIC_NAMES.map((name) => {
  const { unit, type }: MetricDefinition = METRICS[name];
  // OpenMetrics names a counter's family without its suffix.
  return promName(name, unit, type).replace(/_total$/, '');
});
const END = '# EOF\n';

/**
 * Renders as `renderOpenMetrics` would all samples at once, but each part only once: where one project of many has changed, one is
 * rendered.
 */
export function createExposition(): (parts: readonly SamplePart[]) => Promise<string> {
  const rendered = new WeakMap<SamplePart, ReadonlyMap<string, Family>>();

  async function familiesOf(part: SamplePart): Promise<ReadonlyMap<string, Family>> {
    const known = rendered.get(part);
    if (known !== undefined) return known;
    const families = split(await renderOpenMetrics(part.samples(), part.measurements?.()));
    rendered.set(part, families);
    return families;
  }

  return async (parts) => {
    const all: ReadonlyMap<string, Family>[] = [];
    for (const part of parts) all.push(await familiesOf(part));
    const pieces: string[] = [];
    for (const name of ORDER) {
      let isFirst = true;
      for (const families of all) {
        const family = families.get(name);
        if (family === undefined) continue;
        if (isFirst) pieces.push(family.head);
        pieces.push(family.lines);
        isFirst = false;
      }
    }
    return pieces.join('') + END;
  };
}

function split(openMetrics: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>();
  for (const text of openMetrics.split(/^(?=# HELP )/m)) {
    const name = /^# HELP (\S+)/.exec(text)?.[1];
    const [head = ''] = /^(?:# (?:HELP|TYPE|UNIT) .*\n)+/.exec(text) ?? [];
    const lines = text.slice(head.length).replace(END, '');
    if (name !== undefined) families.set(name, { head: head, lines });
  }
  return families;
}
