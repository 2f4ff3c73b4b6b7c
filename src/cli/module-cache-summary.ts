import type { Tracer } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { moduleVerificationFile, parseModuleVerification } from '../domain/module-verification.ts';
import { readBytes } from '../store/read-bytes.ts';
import { projectDirs, type Session } from './session.ts';

const TIMEOUT_MS = 15_000;

export interface ModuleCacheSummary {
  /** GOMODCACHE; null where Go does not say. */
  readonly path: string | null;
  readonly modules: number;
  readonly projects: readonly {
    readonly project: string;
    readonly verifiedAt: string;
    readonly mismatches: number;
  }[];
}

/** Which modules are in the module cache, and when those of the projects that are asked about were last verified. */
export async function moduleCacheSummary(session: Session, tracer: Tracer): Promise<ModuleCacheSummary> {
  const { createHost } = await import('../host/create-host.ts');
  const { env, stateDir } = session;
  const host = createHost({ env, projectDir: '/', online: false, timeoutMs: TIMEOUT_MS, tracer, stateDir });
  const projects = [];
  for (const dir of projectDirs(session)) {
    const bytes = await readBytes(moduleVerificationFile(stateDir, dir));
    const record = bytes === null ? null : parseModuleVerification(bytes.toString());
    if (record === null) continue;
    const { project, verifiedAt, mismatches } = record;
    projects.push({ project, verifiedAt, mismatches: mismatches.length });
  }
  try {
    const { stdout } = await host.go.run(['env', 'GOMODCACHE'], { toolchain: 'local' });
    const path = stdout.trim() || null;
    return { path, modules: path === null ? 0 : modulesIn(path, host.list), projects };
  } catch (error) {
    if (!(error instanceof CollectError)) throw error;
    return { path: null, modules: 0, projects };
  }
}

/** Directories `path@version`; their own content is not looked into. */
function modulesIn(root: string, list: (dir: string) => readonly string[] | null): number {
  let found = 0;
  const walk = (dir: string, depth: number): void => {
    for (const name of listed(dir)) {
      if (dir === root && name === 'cache') continue;
      if (name.includes('@')) found += 1;
      else if (depth < 8) walk(`${dir}/${name}`, depth + 1);
    }
  };
  const listed = (dir: string) => {
    try {
      return list(dir) ?? [];
    } catch (error) {
      if (error instanceof CollectError) return [];
      throw error;
    }
  };
  walk(root, 0);
  return found;
}
