import { fingerprintFacts } from '../domain/fingerprint.ts';
import { createHost } from '../host/create-host.ts';
import { mergeInputs } from '../host/inputs.ts';
import { collectDimension, factsById } from './collect-dimension.ts';
import { type CachedFacts, isSettled, keep, readReusableRuns } from './facts-cache.ts';
import { findProject } from './find-project.ts';
import { loadDeclared } from './load-declared.ts';
import type { Look, ObserveOptions } from './observe.ts';

/** Collects everything, and keeps it for the next run unless something is unknown or hangs on more than files. */
export async function look(options: ObserveOptions, file: string): Promise<Look> {
  const startedAtMs = Date.now();
  const earlierRuns = readReusableRuns(file);
  const locator = createHost({ ...options, projectDir: options.dir, reusableRuns: earlierRuns });
  const files = findProject(locator, options.dir);
  const declaredProject = await loadDeclared(locator, files, options.configFile);
  // `go` starts in the module's own directory, wherever in it the project was named from.
  const host = createHost({ ...options, projectDir: files.dir, reusableRuns: earlierRuns });
  await host.go.ready();
  const collected = await Promise.all(
    options.dimensions.map((dimension) => collectDimension(dimension, host, declaredProject, options.tracer)),
  );
  const inputs = mergeInputs(host.inputs(), locator.inputs());
  const holds = host.volatileReasons().length === 0 && collected.every((one) => 'facts' in one);
  const facts = factsById(options.dimensions, collected);
  const fingerprints = fingerprintsOf(facts);
  if (!options.online && holds && isSettled(inputs, startedAtMs)) {
    const { reusableRuns } = host;
    keep(file, { ...declaredProject, inputs, facts, fingerprints, reusableRuns } satisfies CachedFacts);
  }
  return { ...declaredProject, collected, inputs, fingerprints };
}

function fingerprintsOf(facts: CachedFacts['facts']): CachedFacts['fingerprints'] {
  return Object.fromEntries(
    Object.entries(facts).map(([id, { portable }]) => [
      id,
      fingerprintFacts(id as keyof typeof facts, portable),
    ]),
  );
}
