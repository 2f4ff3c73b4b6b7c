import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OBJECT_HEAD_BYTES, parseGoObject } from '../../domain/go-object.ts';
import type { CacheFinding } from './build-cache-report.ts';

/** A program that was, or may have been, linked with a corrupt output. */
export interface PoisonedBinary {
  readonly path: string;
  readonly buildId: string;
  /** `build_id`: it says that it was made of it; `package`: it holds code of that package, by the same Go. */
  readonly by: 'build_id' | 'package';
  readonly package: string | null;
  /** The corrupt file. */
  readonly entry: string;
}

/** Larger files are no Go programs that anybody has seen. */
const LARGEST_BYTES = 2 ** 31 - 1;

/**
 * Those programs among files and below directories that hold what a corrupt entry gave. Which output of a package was linked is
 * not in a program; so one that holds the package at all is named: built anew, it is sure to be right.
 */
export function poisonedBinaries(
  paths: readonly string[],
  findings: readonly CacheFinding[],
): readonly PoisonedBinary[] {
  return paths.flatMap(programsBelow).flatMap((path) => {
    const content = readProgram(path);
    const buildId = content === null ? null : (parseGoObject(content.latin1Head)?.buildId ?? null);
    if (content === null || buildId === null) return [];
    const found = findings.flatMap((finding) => {
      const by = howHeld(content.bytes, buildId, finding);
      return by === null ? [] : [{ path, buildId, by, package: finding.package, entry: finding.path }];
    });
    return found.slice(0, 1);
  });
}

function howHeld(program: Buffer, buildId: string, finding: CacheFinding): PoisonedBinary['by'] | null {
  // action/main's action/main's content/content
  if (finding.buildId !== null && buildId.includes(finding.buildId)) return 'build_id';
  const { package: name, goVersion } = finding;
  if (name === null || name === 'main') return null;
  if (goVersion !== null && !program.includes(goVersion)) return null;
  return program.includes(`${symbolPrefix(name)}.`) ? 'package' : null;
}

/** How a package is written in the names of its functions (cmd/internal/objabi: PathToPrefix). */
function symbolPrefix(path: string): string {
  const at = path.lastIndexOf('/') + 1;
  return path.slice(0, at) + path.slice(at).replaceAll('.', '%2e');
}

function programsBelow(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(path, name));
  } catch {
    return [];
  }
}

function readProgram(path: string): { readonly bytes: Buffer; readonly latin1Head: string } | null {
  try {
    if (statSync(path).size > LARGEST_BYTES) return null;
    const bytes = readFileSync(path);
    return { bytes, latin1Head: bytes.toString('latin1', 0, OBJECT_HEAD_BYTES) };
  } catch {
    return null;
  }
}
