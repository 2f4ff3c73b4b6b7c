import { WORKSPACE_REFUSED } from '../dimensions/build-env/observe-workspace.ts';
import { inputError } from '../domain/errors.ts';
import type { Facts } from '../domain/facts.ts';
import { variableClass } from '../domain/go-variables.ts';
import type { ProjectState } from '../domain/state.ts';
import { createHost } from '../host/create-host.ts';
import { type Account, accountFor } from './explain-account.ts';
import { explainSetting } from './explain-setting.ts';
import { loadMessages } from './messages/load-messages.ts';
import { renderExplanation, renderSetting } from './render-explain.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';

const TIMEOUT_MS = 15_000;

/** Which Go runs here and why, and where each setting comes from; or one setting. */
export function explain(session: Session, [key]: readonly string[]): Promise<number> {
  return withTelemetry(session, 'explain', async (telemetry, seen) => {
    const [dir = session.cwd, ...others] = projectDirs(session);
    if (others.length > 0) throw inputError('explain is about one project: give one --project');
    const { state } = await look(session, dir, telemetry, { dimensions: ['go_version', 'build_env'] });
    seen.states.push(state);
    const host = createHost({
      env: session.env,
      projectDir: state.project.dir,
      online: false,
      timeoutMs: TIMEOUT_MS,
      tracer: telemetry,
    });
    const env = factsOf(state, 'build_env');
    const messages = await loadMessages(session.env);
    const { terminal, globals } = session;
    if (key !== undefined) {
      const report = await explainSetting(key, env, state.declared, host);
      terminal.print(globals.json === true ? json(report) : renderSetting(report, terminal.colors, messages));
      return 0;
    }
    const account = await accountFor(host, state.project, state.declared);
    const report = explanation(state, account, env);
    terminal.print(
      globals.json === true ? json(report) : renderExplanation(report, state.project.dir, terminal, messages),
    );
    return 0;
  });
}

function json(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function factsOf(state: ProjectState, id: string): Facts {
  const dimension = state.dimensions.find((one) => one.id === id);
  if (dimension?.facts) return dimension.facts;
  throw inputError(
    `${id} is unknown (${dimension?.reason}): ${dimension?.message}${dimension?.fix ? `. Fix: ${dimension.fix}` : ''}`,
  );
}

/** What runs may be unknown: why it cannot be told is then part of the account. */
function explanation({ project, declared, dimensions }: ProjectState, account: Account, env: Facts) {
  const goVersion = dimensions.find(({ id }) => id === 'go_version');
  const { portable = {}, local = {}, origins = {} } = goVersion?.facts ?? {};
  const sdk = account.steps.find(({ step }) => step === 'sdk');
  const setting = account.steps.find(({ step }) => step === 'GOTOOLCHAIN');
  const noStart = Object.entries(local).find(([key]) => /^refused\.[A-Z]/.test(key));
  // Whichever Go is chosen, it refuses a go.work that contradicts its modules.
  const workspace = env.local[WORKSPACE_REFUSED];
  return {
    schema: 'godrift.explain/v1',
    project: project.name,
    dir: project.dir,
    // With a variable that no `go` command starts with, nothing runs.
    running: noStart === undefined && workspace === undefined ? (portable.running ?? null) : null,
    from: account.from,
    local: portable.local ?? sdk?.value ?? null,
    path: local.path ?? sdk?.origin ?? null,
    unknown:
      goVersion?.state === 'unknown'
        ? { reason: goVersion.reason, message: goVersion.message, fix: goVersion.fix }
        : null,
    toolchain: {
      GOTOOLCHAIN: local.mode ?? setting?.value ?? '',
      origin: origins.mode ?? setting?.origin ?? null,
      selectedBy: local.selectedBy ?? null,
      refused: local.refused ?? noStart?.[1] ?? workspace ?? null,
    },
    steps: account.steps,
    alternatives: workspace === undefined ? account.alternatives : [],
    goMod: project.goModFile,
    goWork: project.goWorkFile,
    declared: [
      ...declared.versions,
      ...declared.unversioned.map(({ text, ...rest }) => ({ ...rest, kind: 'none' as const, version: text })),
    ].map(({ source, kind, version, location }) => ({
      source,
      kind,
      version,
      file: location.file,
      line: location.line,
    })),
    findings: dimensions.flatMap(({ findings }) =>
      findings.map(({ id, severity, expected, actual, fix }) => ({ id, severity, expected, actual, fix })),
    ),
    settings: settings(env),
  };
}

export type Explanation = ReturnType<typeof explanation>;

function settings({ local, origins }: Facts): { key: string; value: string; origin: string }[] {
  return Object.keys(local)
    .filter((key) => variableClass(key) !== null && key !== 'GOGCCFLAGS')
    .sort()
    .map((key) => ({ key, value: local[key] ?? '', origin: origins[key] ?? 'default' }));
}
