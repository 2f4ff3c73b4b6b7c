import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactText } from '../../domain/redact.ts';
import type { Host } from '../../host/host.ts';

/** Every Go that can be rolled back to builds it. */
const PROGRAM = { 'go.mod': 'module probe\n\ngo 1.16\n', 'main.go': 'package main\n\nfunc main() {}\n' };

export interface VerifyOptions {
  readonly host: Host;
  /** `go1.25.4` */
  readonly expected: string;
  /** Where the one-line program is built; kept, so that Go need not link it again. */
  readonly probeDir: string;
}

/**
 * Whether the Go that runs is the expected one, as a whole: `go env GOVERSION`, `$GOROOT/VERSION` and `compile -V=full`
 * agree (GO-FACTS 2), and it builds a program. Returns the problem in one line, or null. Throws CollectError.
 */
export async function verifySdk({ host, expected, probeDir }: VerifyOptions): Promise<string | null> {
  const selected = await host.go.selection();
  if (selected.state === 'refused') return `go refuses: ${selected.message}`;
  if (selected.version !== expected) return `go says ${selected.version}, not ${expected}`;
  mkdirSync(probeDir, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(PROGRAM)) writeFileSync(join(probeDir, name), text);
  const [roots, built] = await Promise.all([
    // Not all of `go env`: for some variables it tries the C compiler.
    host.go.run(['env', 'GOVERSION', 'GOROOT', 'GOTOOLDIR']),
    host.go.run(['build', '-o', join(probeDir, 'probe'), '.'], {
      cwd: probeDir,
      env: { GOTOOLCHAIN: selected.toolchain, GOWORK: 'off', GO111MODULE: 'on', GOFLAGS: '' },
    }),
  ]);
  const [version, goroot = '', toolDir = ''] = roots.stdout.trimEnd().split('\n');
  if (version !== expected) return `go env says ${version || firstLine(roots.stderr)}, not ${expected}`;
  const shipped = host.readText(join(goroot, 'VERSION'))?.split('\n', 1)[0]?.trim() ?? 'nothing';
  if (shipped !== expected) return `${goroot}/VERSION says ${shipped}, not ${expected}`;
  const compiler = await host.run(join(toolDir, 'compile'), ['-V=full'], { env: {} });
  const compiles = /^compile version (\S+)/.exec(compiler.stdout)?.[1] ?? firstLine(compiler.stderr);
  if (compiles !== expected) return `the compiler of ${goroot} says ${compiles}, not ${expected}`;
  return built.exitCode === 0 ? null : `a one-line program does not build: ${firstLine(built.stderr)}`;
}

function firstLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '' && !part.startsWith('#')) ?? 'nothing';
  return redactText(line.trim()).slice(0, 300);
}
