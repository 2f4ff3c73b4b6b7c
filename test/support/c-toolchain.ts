import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a command is; null where it is not installed. */
export function commandPath(name: string): string | null {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** What these tests need and this machine lacks, as the reason to skip them; null where nothing lacks. */
export function missingCommands(...names: readonly string[]): string | null {
  const missing = names.filter((name) => commandPath(name) === null);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')}`;
}

const ALWAYS = ['sh', 'bash', 'env', 'cat', 'ln', 'git', 'as', 'ld'];

/** Makes a directory for PATH with what Go and a shell need, and of C compilers and pkg-config only these. */
export function binDirectory(dir: string, ...names: readonly string[]): string {
  mkdirSync(dir, { recursive: true });
  for (const name of [...ALWAYS, ...names]) {
    const path = commandPath(name);
    if (path !== null) symlinkSync(path, join(dir, name));
  }
  return dir;
}

export function script(file: string, text: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}
