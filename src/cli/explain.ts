import { relative } from 'node:path';
import type { Declared } from '../domain/declared.ts';
import { inputError } from '../domain/errors.ts';
import type { Facts } from '../domain/facts.ts';
import { variableClass } from '../domain/go-variables.ts';
import type { ProjectState } from '../domain/state.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';

const MEANING = {
  build: 'changes what is built',
  debug: 'changes how Go and what it builds behave',
  network: 'says where modules come from and what is verified',
  path: 'a place on this machine',
  derived: 'follows from other settings',
  other: 'changes nothing that is built by itself',
} as const;

/** Which Go runs here and why, and where each setting comes from; or one setting. */
export function explain(session: Session, [key]: readonly string[]): Promise<number> {
  return withTelemetry(session, 'explain', async (telemetry, seen) => {
    const [dir = session.cwd, ...others] = projectDirs(session);
    if (others.length > 0) throw inputError('explain is about one project: give one --project');
    const { state } = await look(session, dir, telemetry, { dimensions: ['go_version', 'build_env'] });
    seen.states.push(state);
    const [version, env] = [factsOf(state, 'go_version'), factsOf(state, 'build_env')];
    const report = { schema: 'godrift.explain/v1', ...explanation(state, version), settings: settings(env) };
    if (key !== undefined) return explainSetting(session, key, env, state.declared);
    session.terminal.print(
      session.globals.json === true ? `${JSON.stringify(report, null, 2)}\n` : render(session, state, report),
    );
    return 0;
  });
}

function factsOf(state: ProjectState, id: string): Facts {
  const dimension = state.dimensions.find((one) => one.id === id);
  if (dimension?.facts) return dimension.facts;
  throw inputError(
    `${id} is unknown (${dimension?.reason}): ${dimension?.message}${dimension?.fix ? `. Fix: ${dimension.fix}` : ''}`,
  );
}

function explanation({ project, declared, dimensions }: ProjectState, { portable, local, origins }: Facts) {
  return {
    project: project.name,
    dir: project.dir,
    running: portable.running ?? null,
    local: portable.local ?? null,
    path: local.path ?? null,
    toolchain: {
      GOTOOLCHAIN: local.mode ?? '',
      origin: origins.mode ?? null,
      selectedBy: local.selectedBy ?? null,
      refused: local.refused ?? null,
    },
    goMod: project.goModFile,
    goWork: project.goWorkFile,
    declared: declared.versions.map(({ source, kind, version, location }) => ({
      source,
      kind,
      version,
      file: location.file,
      line: location.line,
    })),
    findings: dimensions.flatMap(({ findings }) =>
      findings.map(({ id, severity, expected, actual, fix }) => ({ id, severity, expected, actual, fix })),
    ),
  };
}

function settings({ local, origins }: Facts): { key: string; value: string; origin: string }[] {
  return Object.keys(local)
    .filter((key) => variableClass(key) !== null && key !== 'GOGCCFLAGS')
    .sort()
    .map((key) => ({ key, value: local[key] ?? '', origin: origins[key] ?? 'default' }));
}

type Explanation = ReturnType<typeof explanation> & { readonly settings: ReturnType<typeof settings> };

function render({ terminal: { colors } }: Session, state: ProjectState, report: Explanation): string {
  const { toolchain, declared } = report;
  const why =
    toolchain.refused !== null
      ? `Go refuses to run here: ${toolchain.refused}`
      : report.running === report.local
        ? `it is the SDK in PATH (${report.path}), and nothing selects another one`
        : `GOTOOLCHAIN=${toolchain.GOTOOLCHAIN} (${toolchain.origin})${toolchain.selectedBy === null ? '' : `, asked for by ${toolchain.selectedBy}`}, selects it over ${report.local} in PATH (${report.path})`;
  const width = Math.max(...report.settings.map(({ key }) => key.length));
  return [
    `${colors.bold(report.project)} ${colors.dim(report.dir)}`,
    '',
    `${colors.bold(report.running ?? 'No Go')} runs here: ${why}.`,
    `GOTOOLCHAIN is ${toolchain.GOTOOLCHAIN === '' ? 'not set' : toolchain.GOTOOLCHAIN} (${toolchain.origin ?? 'default'}).`,
    '',
    declared.length === 0 ? 'Nothing declares a version.' : 'Declared, most exact first:',
    ...declared.map(
      ({ source, kind, version, file, line }) =>
        `  ${kind === 'go' ? 'at least ' : ''}${version}  ${colors.dim(`${source}, ${relative(state.project.dir, file) || source}:${line}${kind === 'exact' ? '' : `, ${kind} line`}`)}`,
    ),
    '',
    'Settings and where they come from:',
    ...report.settings.map(
      ({ key, value, origin }) => `  ${key.padEnd(width)} ${value}  ${colors.dim(origin)}`,
    ),
    ...(report.findings.length === 0
      ? []
      : ['', `${report.findings.length} findings: godrift check says more.`]),
    '',
  ].join('\n');
}

function explainSetting(
  session: Session,
  key: string,
  { local, portable, origins }: Facts,
  declared: Declared,
): number {
  const kind = variableClass(key);
  const known = kind !== null || key in local || key in portable;
  if (!known) throw inputError(`${key} is neither a variable that Go knows nor one that godrift.yaml names`);
  const report = {
    schema: 'godrift.explain/v1',
    key,
    value: local[key] ?? null,
    origin: key in local ? (origins[key] ?? 'default') : null,
    meaning: kind === null ? 'named by godrift.yaml' : MEANING[kind],
    expected: declared.config.env.expect[key] ?? null,
    required: declared.config.env.required.includes(key),
  };
  const text =
    report.value === null
      ? `${key} is not set: ${report.meaning}`
      : `${key}=${report.value} from ${report.origin}: ${report.meaning}`;
  session.terminal.print(
    session.globals.json === true ? `${JSON.stringify(report, null, 2)}\n` : `${text}\n`,
  );
  return 0;
}
