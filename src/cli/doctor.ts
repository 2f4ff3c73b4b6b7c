import { access, constants, mkdir } from 'node:fs/promises';
import type { Tracer } from '../contract/tracer.ts';
import { CollectError, InputError } from '../domain/errors.ts';
import { severityRank } from '../domain/finding.ts';
import { goMessage } from '../domain/go-message.ts';
import { compareGoVersions } from '../domain/go-version.ts';
import { runningVersion } from '../domain/go-version-output.ts';
import { unsetSetting } from '../domain/unset-setting.ts';
import { findProject } from '../engine/find-project.ts';
import { loadDeclared } from '../engine/load-declared.ts';
import { compilerVersion } from '../host/compiler-version.ts';
import { createHost } from '../host/create-host.ts';
import { noTelemetry } from '../telemetry/no-telemetry.ts';
import { telemetryWanted } from '../telemetry/telemetry-wanted.ts';
import { look, projectDirs, type Session, withTelemetry } from './session.ts';
import { VERSION } from './version.ts';

/** Warnings with which `go build` works, and `go test` or the build cache does not. */
const HINDERS = new Set([
  'build_env.TMPDIR.mismatch',
  'build_env.GOTMPDIR.mismatch',
  'build_cache.access.mismatch',
]);

interface Diagnosis {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly fix: string | null;
}

/** Is everything that godrift needs there? Exits 1 if something is not. */
export function doctor(session: Session): Promise<number> {
  return withTelemetry(session, 'doctor', async (telemetry) => {
    const [dir = session.cwd] = projectDirs(session);
    const host = createHost({
      env: session.env,
      projectDir: dir,
      online: false,
      timeoutMs: 10_000,
      tracer: noTelemetry,
    });
    const diagnoses = await Promise.all([
      diagnose('godrift', async () => `${VERSION} on Node.js ${process.version}`),
      diagnose('go', async () => {
        const { version, path } = await host.go.local();
        return `${version} at ${path}`;
      }),
      diagnose('toolchain', async () => {
        const selection = await host.go.selection();
        if (selection.state === 'refused')
          throw new CollectError('go_failed', selection.message, { fix: selection.fix ?? 'godrift explain' });
        for (const [name, { message }] of await host.go.refusedVariables())
          throw new CollectError('go_failed', message, {
            fix: unsetSetting(name, host.go.configured(name)?.origin ?? 'environment') ?? 'godrift explain',
          });
        const { modulesOff, lines } = await host.go.selectionInputs();
        const version = runningVersion(selection.version);
        if (!modulesOff) {
          // Before 1.21 Go tries, and refuses only some code.
          if (lines.go !== null && version !== null && compareGoVersions(version, lines.go) < 0)
            throw new CollectError(
              'go_failed',
              `${selection.version} runs, but go >= ${lines.go} is required`,
              {
                fix: 'godrift check',
              },
            );
          // Refuses where `go build` would: a newer go line, a go.mod that this Go cannot read.
          const { exitCode, stderr } = await host.go.run(['list', '-m']);
          if (exitCode !== 0)
            throw new CollectError('go_failed', `${selection.version}: ${goMessage(stderr)}`, {
              fix: 'godrift explain',
            });
        }
        const compiler = await compilerVersion(host, (await host.go.env()).GOTOOLDIR ?? '');
        if (compiler !== null && runningVersion(compiler) !== version)
          throw new CollectError(
            'go_failed',
            `compile: version "${compiler}" does not match go tool version "${selection.version}"`,
            { fix: unsetSetting('GOROOT', (await host.go.setting('GOROOT')).origin) ?? 'install Go anew' },
          );
        return `${selection.version} runs in ${dir}`;
      }),
      diagnose('build', () => whatBuilds(session, dir, telemetry)),
      diagnose('project', async () => {
        const { project, declared } = await loadDeclared(
          host,
          findProject(host, dir),
          session.globals.config,
        );
        if (declared.problems.length > 0) throw new InputError(declared.problems);
        return `${project.name} in ${project.dir}`;
      }),
      diagnose('module cache', async () => {
        const { GOMODCACHE = '' } = await host.go.env();
        return host.stat(GOMODCACHE) === null
          ? `${GOMODCACHE} is not there yet: go mod download makes it`
          : GOMODCACHE;
      }),
      diagnose('state', async () => {
        await mkdir(session.stateDir, { recursive: true, mode: 0o700 });
        await access(session.stateDir, constants.W_OK);
        return `${session.stateDir} is writable`;
      }),
      diagnose('telemetry', async () =>
        telemetryWanted(session.env)
          ? 'OTLP, by the OTEL_* variables'
          : 'no OTLP endpoint is named: nothing is sent',
      ),
    ]);
    print(session, diagnoses);
    return diagnoses.every(({ ok }) => ok) ? 0 : 1;
  });
}

/** Throws CollectError with the first finding of `check` on the environment with which Go refuses to build, test or keep what it built. */
async function whatBuilds(session: Session, dir: string, tracer: Tracer): Promise<string> {
  const { state } = await look(session, dir, tracer, {
    dimensions: ['build_env', 'build', 'build_cache'],
    baseline: { none: true },
  });
  const unknown = state.dimensions.find(({ state: is, reason }) => is === 'unknown' && reason !== 'offline');
  if (unknown !== undefined)
    throw new CollectError('go_failed', unknown.message ?? unknown.id, {
      fix: unknown.fix ?? 'godrift check',
    });
  const [first, ...others] = state.dimensions
    .flatMap(({ findings }) => findings)
    .filter(({ id, severity }) => severity === 'error' || severity === 'critical' || HINDERS.has(id))
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (first === undefined) return 'nothing in the environment keeps Go from building';
  const more = others.length === 0 ? '' : ` (and ${others.length} more: godrift check)`;
  throw new CollectError('go_failed', `${first.key}: ${first.actual ?? 'not set'}${more}`, {
    fix: first.fix ?? 'godrift check',
  });
}

async function diagnose(name: string, look: () => Promise<string>): Promise<Diagnosis> {
  try {
    return { name, ok: true, message: await look(), fix: null };
  } catch (cause) {
    const fix =
      cause instanceof CollectError
        ? cause.fix
        : cause instanceof InputError
          ? 'mend the file, or name a project: --project DIR'
          : null;
    return { name, ok: false, message: cause instanceof Error ? cause.message : String(cause), fix };
  }
}

function print({ terminal, globals }: Session, diagnoses: readonly Diagnosis[]): void {
  if (globals.json === true) {
    terminal.print(
      `${JSON.stringify({ schema: 'godrift.doctor/v1', ok: diagnoses.every(({ ok }) => ok), checks: diagnoses }, null, 2)}\n`,
    );
    return;
  }
  const { green, red, dim } = terminal.colors;
  for (const { name, ok, message, fix } of diagnoses) {
    terminal.print(
      `${ok ? green('ok  ') : red('FAIL')} ${name.padEnd(12)} ${message}\n${fix === null ? '' : `     ${dim('fix:')} ${fix}\n`}`,
    );
  }
}
