import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../../src/host/create-host.ts';
import { SILENT } from './silent-tracer.ts';

export const laboratory = realpathSync(mkdtempSync(join(tmpdir(), 'godrift-tools-')));
export const BIN = join(laboratory, 'go', 'bin');
mkdirSync(BIN, { recursive: true });

export function removeLaboratory(): void {
  rmSync(laboratory, { recursive: true });
}

/** Runs the machine's Go; what it needs is fetched once through the configured proxy. Returns its standard output. */
export function go(dir: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const fixed = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=mod', GOBIN: BIN, GOWORK: 'off' };
  return execFileSync('go', args, {
    cwd: dir,
    env: { ...process.env, ...fixed, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function write(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

export function script(path: string, text: string): void {
  write(path, text);
  chmodSync(path, 0o755);
}

/** A host whose PATH is that directory, then the machine's Go. */
export function hostWith(path: readonly string[]) {
  const goBin = join(go(laboratory, ['env', 'GOROOT']).trim(), 'bin');
  return createHost({
    env: {
      PATH: [...path, goBin].join(':'),
      HOME: laboratory,
      GOENV: 'off',
      GOTOOLCHAIN: 'local',
      GOCACHE: 'off',
    },
    projectDir: laboratory,
    online: false,
    timeoutMs: 60_000,
    tracer: SILENT,
  });
}
