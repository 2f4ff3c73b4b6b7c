import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectError } from '../../domain/errors.ts';
import { goMessage } from '../../domain/go-message.ts';
import { childEnvironment } from '../../host/go-environment.ts';
import { readGoSettings } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';

/** Every Go that can be rolled back to builds it. */
const PROGRAM = { 'go.mod': 'module probe\n\ngo 1.16\n', 'main.go': 'package main\n\nfunc main() {}\n' };

export interface VerifyOptions {
  readonly host: Host;
  /** `go1.25.4`; null: whatever Go starts. */
  readonly expected: string | null;
  /** Where the one-line program is built; kept, so that Go need not link it again. */
  readonly probeDir: string;
}

/**
 * Whether the Go that runs is the expected one, as a whole: `go env GOVERSION`, `$GOROOT/VERSION` and `compile -V=full`
 * agree (GO-FACTS 2), and its own `go` builds a program. Returns the problem in one line, or null. Throws CollectError.
 */
export async function verifySdk({ host, expected, probeDir }: VerifyOptions): Promise<string | null> {
  const selected = await host.go.selection();
  if (selected.state === 'refused') return `go refuses: ${selected.message}`;
  const wanted = expected ?? selected.version;
  if (selected.version !== wanted) return `go says ${selected.version}, not ${wanted}`;
  // Not all of `go env`: for some variables it tries the C compiler.
  const roots = await host.go.run(['env', 'GOVERSION', 'GOROOT', 'GOTOOLDIR']);
  const [version, goroot = '', toolDir = ''] = roots.stdout.trimEnd().split('\n');
  if (version !== wanted) return `go env says ${version || goMessage(roots.stderr)}, not ${wanted}`;
  const shipped = host.readText(join(goroot, 'VERSION'))?.split('\n', 1)[0]?.trim() ?? 'nothing';
  if (shipped !== wanted) return `${goroot}/VERSION says ${shipped}, not ${wanted}`;
  mkdirSync(probeDir, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(PROGRAM)) writeFileSync(join(probeDir, name), text);
  const env = await sdkEnvironment(host);
  const [compiles, built] = await Promise.all([
    compilerVersion(host, toolDir),
    host.run(join(goroot, 'bin', 'go'), ['build', '-o', join(probeDir, 'probe'), '.'], {
      cwd: probeDir,
      env,
    }),
  ]);
  if (compiles !== wanted) return `the compiler of ${goroot} says ${compiles}, not ${wanted}`;
  return built.exitCode === 0 ? null : `a one-line program does not build: ${goMessage(built.stderr)}`;
}

async function compilerVersion(host: Host, toolDir: string): Promise<string> {
  const file = join(toolDir, 'compile');
  try {
    const { stdout, stderr } = await host.run(file, ['-V=full'], { env: {} });
    return /^compile version (\S+)/.exec(stdout)?.[1] ?? goMessage(stderr);
  } catch (cause) {
    if (!(cause instanceof CollectError) || cause.reason !== 'permission') throw cause;
    // `go mod download` leaves them out, and Go adds them only while its own `go` has none (cmd/go/internal/toolchain: Exec).
    throw new CollectError('permission', `${file} is not executable: chmod -R a+x ${toolDir}`, { cause });
  }
}

/** For the SDK's own `go`, in a directory for which a version manager's shim may choose another one. */
async function sdkEnvironment(host: Host): Promise<Record<string, string>> {
  const refused = new Set((await host.go.refusedVariables()).keys());
  const settings = readGoSettings(host);
  return {
    ...childEnvironment({ env: host.env, settings, online: false, refused }),
    ...{ GOTOOLCHAIN: 'local', GOPROXY: 'off', GOWORK: 'off', GO111MODULE: 'on' },
  };
}
