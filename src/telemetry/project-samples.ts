import { type Sample, sample } from '../contract/sample.ts';
import type { DimensionId } from '../domain/dimension-id.ts';
import type { Facts } from '../domain/facts.ts';
import { MODULE_STATES } from '../domain/module-verification.ts';
import type { ProjectState } from '../domain/state.ts';
import { isToolKey } from '../domain/tool-fact.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a project says as a whole, and the identities within it; nothing that could not be collected. */
export function projectSamples(state: ProjectState): readonly Sample[] {
  const project = state.project.name;
  return [
    sample('godrift.snapshot.timestamp', state.takenAt.getTime() / 1000, { project }),
    ...runningGo(project, factsOf(state, 'go_version')),
    ...declaredGo(state),
    ...releasesBehind(state),
    ...tools(project, factsOf(state, 'tools')),
    ...variables(state, factsOf(state, 'build_env')),
    ...verifiedModules(project, factsOf(state, 'modules')),
  ];
}

function runningGo(project: string, facts: Facts | null): readonly Sample[] {
  const { running: version } = facts?.portable ?? {};
  const { goos, goarch } = facts?.local ?? {};
  if (version === undefined || goos === undefined || goarch === undefined) return [];
  return [sample('godrift.go.info', 1, { project, version, goos, goarch })];
}

function declaredGo({ project: { name: project }, declared }: ProjectState): readonly Sample[] {
  const distinct = new Map(declared.versions.map((each) => [`${each.source}\0${each.version}`, each]));
  return [...distinct.values()].map(({ source, version }) =>
    sample('godrift.go.declared.info', 1, { project, source, version }),
  );
}

function releasesBehind({ project: { name: project }, upstream }: ProjectState): readonly Sample[] {
  if (upstream?.state !== 'known') return [];
  return (['patch', 'minor'] as const).map((level) =>
    sample('godrift.go.releases_behind', upstream[level], { project, level }),
  );
}

/** A tool's fact is `<version> <go version>[ <hash>]`, `-` for what the binary does not say. */
function tools(project: string, facts: Facts | null): readonly Sample[] {
  const entries = Object.entries(facts?.portable ?? {}).filter(([key]) => isToolKey(key));
  return entries.map(([tool, fact]) => {
    const [version = '-', goVersion = '-'] = fact.split(' ');
    return sample('godrift.tool.info', 1, {
      project,
      tool,
      version: known(version),
      go_version: known(goVersion),
    });
  });
}

function known(word: string): string {
  return word === '-' || word === '' ? 'unknown' : word;
}

function variables(state: ProjectState, facts: Facts | null): readonly Sample[] {
  if (facts === null) return [];
  const project = state.project.name;
  const { required, expect, allow } = state.declared.config.env;
  const observed = Object.keys(facts.portable).filter((key) => VARIABLE.test(key));
  return [...new Set([...observed, ...required, ...Object.keys(expect), ...allow])].map((key) =>
    sample('godrift.env.set', Object.hasOwn(facts.portable, key) || Object.hasOwn(facts.local, key) ? 1 : 0, {
      project,
      key,
    }),
  );
}

/** What was never verified counts as that. */
function verifiedModules(project: string, facts: Facts | null): readonly Sample[] {
  if (facts === null) return [];
  const listed = Object.values(facts.portable).filter((value) => value !== 'main').length;
  const counts = new Map((facts.local.verified ?? `unverified=${listed}`).split(' ').map(splitCount));
  return MODULE_STATES.map((state) =>
    sample('godrift.module_cache.modules', counts.get(state) ?? 0, { project, state }),
  );
}

function splitCount(text: string): readonly [string, number] {
  const [state = '', count = ''] = text.split('=');
  return [state, Number(count)];
}

function factsOf(state: ProjectState, id: DimensionId): Facts | null {
  return state.dimensions.find((dimension) => dimension.id === id)?.facts ?? null;
}
