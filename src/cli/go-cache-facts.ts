import type { Tracer } from '../contract/tracer.ts';
import type { Validity } from '../dimensions/build-cache/collect.ts';
import type { Session } from './session.ts';

const TIMEOUT_MS = 15_000;

/** The GOCACHE that a build started here would get. */
export interface GoCacheFacts {
  readonly path: string | null;
  readonly origin: string;
  /** With links resolved; null where Go cannot use it. */
  readonly root: string | null;
  readonly symlink: boolean;
  readonly validity: Validity;
  readonly program: boolean;
  readonly state: 'ok' | 'corrupt' | 'unverified' | null;
  /** Why Go refuses to build; null where it does not. */
  readonly refused: string | null;
  readonly fix: string | null;
}

export async function goCacheFacts(session: Session, tracer: Tracer): Promise<GoCacheFacts> {
  const [{ createHost }, { collectBuildCache }, { compareBuildCache }] = await Promise.all([
    import('../host/create-host.ts'),
    import('../dimensions/build-cache/collect.ts'),
    import('../dimensions/build-cache/compare.ts'),
  ]);
  const host = createHost({
    ...{ env: session.env, projectDir: session.cwd, online: false, timeoutMs: TIMEOUT_MS },
    ...{ tracer, stateDir: session.stateDir },
  });
  const facts = await collectBuildCache(host);
  const { path = null, root = null, symlink, validity, state = null } = facts.local;
  const error = compareBuildCache(facts).find(({ severity }) => severity === 'error');
  return {
    ...{ path, root, origin: facts.origins.path ?? 'default', symlink: symlink !== undefined },
    validity: validity as Validity,
    program: facts.portable.GOCACHEPROG !== undefined,
    state: state as GoCacheFacts['state'],
    refused: error === undefined ? null : `GOCACHE: ${error.actual}`,
    fix: error?.fix ?? null,
  };
}
