import { basename, relative } from 'node:path';
import { APPROVE } from '../../domain/approve.ts';
import { diffFacts } from '../../domain/diff.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding, Location } from '../../domain/finding.ts';
import { BUILD_WEIGHTS, buildFinding } from './build-finding.ts';
import type { BuildExpectation } from './expectation.ts';
import { GODEBUG, TABLE } from './godebug-facts.ts';
import { DIRECTIVE, readDirective } from './local-facts.ts';

/** What changed settings: a line that is there, one that is gone, or another Go. */
interface Cause {
  /** The finding's key. */
  readonly key: string;
  /** `go.mod:12 godebug default=go1.21` */
  readonly text: string;
  readonly fix: string | null;
  readonly location: Location | null;
}

/** Named first, since they weaken something or change how a program ends. */
const TELLING = /^(?:panicnil|tls|x509|rsa)/;
const NAMED = 3;

/** What the GODEBUG defaults of the binaries differ in from the baseline's: one finding a key, naming what changed them. */
export function godebugFindings(
  expected: BuildExpectation,
  facts: Facts,
  baseline: FactMap,
): readonly Finding[] {
  // Before there was a main package there were no defaults.
  if (baseline[TABLE] === undefined || facts.portable[TABLE] === undefined) return [];
  const changes = diffFacts(only(baseline), only(facts.portable));
  const byKey = new Map<string, Map<string, { cause: Cause; settings: string[] }>>();
  for (const { key } of changes) {
    const [setting = '', dir = null] = key.slice(GODEBUG.length).split('@');
    const cause = causeOf(setting, dir, { expected, facts, baseline });
    const causes = byKey.get(cause.key) ?? new Map();
    const found = causes.get(cause.text) ?? { cause, settings: [] };
    found.settings.push(setting);
    byKey.set(cause.key, causes.set(cause.text, found));
  }
  return [...byKey].map(([key, causes]) => {
    const [first] = causes.values();
    const fixes = [...causes.values()].flatMap(({ cause }) => cause.fix ?? []);
    const isGo = key === BY_GO;
    return buildFinding({
      key,
      kind: 'changed',
      severity: isGo ? 'info' : 'warning',
      weight: isGo ? BUILD_WEIGHTS.note : BUILD_WEIGHTS.debug,
      expected: 'the GODEBUG defaults of the baseline',
      actual: [...causes.values()]
        .map(({ cause, settings }) => `${cause.text} changes ${named(settings)}`)
        .join('; '),
      source: 'baseline',
      origin:
        first === undefined || first.cause.location === null
          ? null
          : relative(expected.project.dir, first.cause.location.file),
      fix: fixes.length === 0 ? APPROVE : `${fixes.join('; ')}  # or ${APPROVE}`,
      location: first?.cause.location ?? null,
    });
  });
}

const BY_GO = 'godebug.go';

function only(facts: FactMap): FactMap {
  return Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith(GODEBUG)));
}

function named(settings: readonly string[]): string {
  const order = [...new Set(settings)].sort(
    (a, b) => Number(TELLING.test(b)) - Number(TELLING.test(a)) || (a < b ? -1 : 1),
  );
  if (order.length <= NAMED) return order.join(', ');
  return `${order.length} settings, among them ${order.slice(0, NAMED).join(', ')}`;
}

interface Context {
  readonly expected: BuildExpectation;
  readonly facts: Facts;
  readonly baseline: FactMap;
}

/** The most exact line that sets it: of the package, of go.mod or go.work, then what all defaults follow. */
function causeOf(setting: string, dir: string | null, context: Context): Cause {
  const { expected, facts, baseline } = context;
  const own = dir === null ? null : (directive(facts, dir, setting) ?? directive(facts, dir, 'default'));
  if (own !== null) return own;
  if (dir !== null && lines(baseline, `godebug@${dir}`) !== lines(facts.portable, `godebug@${dir}`)) {
    const gone = lines(baseline, `godebug@${dir}`);
    return { key: `godebug@${dir}`, text: `${dir} without //go:debug ${gone}`, fix: null, location: null };
  }
  const explicit = lineOf(setting, context);
  if (explicit !== null) return explicit;
  if (setting === 'fips140' && baseline.fips140 !== facts.portable.fips140)
    return {
      key: 'godebug',
      text: `GOFIPS140=${facts.portable.fips140 ?? 'off'}`,
      fix: null,
      location: null,
    };
  const byDefault = lineOf('default', context);
  if (byDefault !== null) return byDefault;
  const { goLine } = expected;
  if (goLine !== null && baseline.go !== undefined && baseline.go !== goLine.version) {
    const command = `${editor(goLine.location)} -go=${baseline.go}`;
    return {
      key: 'godebug',
      text: `${place(expected, goLine.location)} go ${goLine.version}`,
      fix: command,
      location: goLine.location,
    };
  }
  return baseline[TABLE] !== facts.portable[TABLE]
    ? {
        key: BY_GO,
        text: `${facts.local.go ?? 'another Go'} has other defaults: it`,
        fix: null,
        location: null,
      }
    : {
        key: 'godebug',
        text: 'something else than go.mod, go.work and //go:debug lines',
        fix: null,
        location: null,
      };
}

/** The line of go.mod or go.work, where it is another one than the baseline's; also one that is gone. */
function lineOf(setting: string, { expected, facts, baseline }: Context): Cause | null {
  const [before, now] = [
    valueIn(lines(baseline, 'godebug'), setting),
    valueIn(lines(facts.portable, 'godebug'), setting),
  ];
  if (before === now) return null;
  const found = expected.godebug.findLast(({ key }) => key === setting);
  const edit = editor(found?.location ?? null);
  if (found === undefined)
    return {
      key: 'godebug',
      text: `no godebug ${setting}=${before} any more`,
      fix: `${edit} -godebug=${setting}=${before}`,
      location: null,
    };
  return {
    key: 'godebug',
    text: `${place(expected, found.location)} godebug ${setting}=${found.value}`,
    fix: before === null ? `${edit} -dropgodebug=${setting}` : `${edit} -godebug=${setting}=${before}`,
    location: found.location,
  };
}

function directive(facts: Facts, dir: string, setting: string): Cause | null {
  const found = readDirective(facts.local[`${DIRECTIVE}${dir}.${setting}`]);
  if (found === null) return null;
  const text = `${found.shown} //go:debug ${setting}=${found.value}`;
  return { key: `godebug@${dir}`, text, fix: null, location: found.location };
}

function lines(facts: FactMap, key: string): string {
  return facts[key] ?? '';
}

function valueIn(text: string, setting: string): string | null {
  const word = text.split(' ').find((one) => one.startsWith(`${setting}=`));
  return word === undefined ? null : word.slice(setting.length + 1);
}

function place({ project }: BuildExpectation, { file, line }: Location): string {
  return `${relative(project.dir, file)}:${line}`;
}

function editor(location: Location | null): string {
  return location !== null && basename(location.file) === 'go.work' ? 'go work edit' : 'go mod edit';
}
