import { dirname } from 'node:path';
import { declarationsThatDiffer } from '../domain/declarations-that-differ.ts';
import { findProject } from '../engine/find-project.ts';
import { envFilePath } from '../host/go-settings.ts';
import { realPath } from '../init/repository.ts';
import type { GoBuildFilter } from '../rollback/cache/go-builds.ts';
import { AS_BEFORE } from '../rollback/sdk/as-before.ts';
import { goEnvFileInForce } from '../rollback/sdk/go-env-file-in-force.ts';
import { lowersByVersionFile } from '../rollback/sdk/lowers-by-version-file.ts';
import { planPreviousProject } from '../rollback/sdk/plan-previous-project.ts';
import { planPreviousUser } from '../rollback/sdk/plan-previous-user.ts';
import {
  type ProjectScope,
  planProjectScope,
  planUserScope,
  type UserScope,
} from '../rollback/sdk/plan-sdk.ts';
import { refuseOldGo } from '../rollback/sdk/refuse-old-go.ts';
import { readContent } from '../rollback/step.ts';
import type { Plan } from '../rollback/transaction.ts';
import type { ReplacedState } from '../store/replaced-state.ts';
import { type GoFacts, hostOf, type SdkRun } from './sdk-run.ts';
import { look } from './session.ts';

/** What a rollback of the SDK changes, and where it shows. */
export interface SdkScope {
  readonly name: 'shell' | 'user' | 'project';
  /** As in the audit log. */
  readonly target: string;
  /** The directory in which Go is asked before and after. */
  readonly place: string;
  /** Whose running `go` processes must end first; null where nothing that they read is changed. */
  readonly usedBy: GoBuildFilter | null;
  readonly plan: (to: string) => Promise<Plan>;
  /** Whether the toolchain must be in the module cache for it; a version manager has its own. */
  readonly needsToolchain: (to: string) => Promise<boolean>;
  readonly planPrevious: (replaced: ReplacedState) => Promise<Plan>;
  /** Problems that Go does not tell, one line; null where there is none. */
  readonly problemAfter: (to: string) => Promise<string | null>;
}

type MakeScope = (run: SdkRun, before: GoFacts) => SdkScope;

const shellScope: MakeScope = (run, before) => {
  const plan = async (to: string): Promise<Plan> => ({
    kind: 'sdk',
    target: 'shell',
    from: before.running ?? null,
    to,
    steps: [],
  });
  return {
    name: 'shell',
    target: 'shell',
    place: run.session.stateDir,
    usedBy: null,
    plan,
    needsToolchain: async () => true,
    planPrevious: ({ ran }) => plan(ran ?? AS_BEFORE),
    problemAfter: async () => null,
  };
};

const userScope: MakeScope = (run, before) => {
  const file = envFilePath(hostOf(run));
  const environment = run.session.env.GOTOOLCHAIN ?? '';
  // A link keeps leading where it led: what it leads to is replaced.
  const goEnvFile = goEnvFileInForce(
    { goEnvFile: file === null ? null : realPath(file), environment },
    environment,
  );
  const from = before.running ?? null;
  const now = (): UserScope => ({ goEnvFile, content: readContent(goEnvFile), environment });
  return {
    name: 'user',
    target: goEnvFile,
    place: run.session.stateDir,
    usedBy: { goEnvFile: file ?? goEnvFile },
    plan: async (to) => planUserScope(from, to, now()),
    needsToolchain: async () => true,
    planPrevious: async (replaced) => planPreviousUser(from, replaced, now()),
    problemAfter: async () => null,
  };
};

const projectScope: MakeScope = (run, before) => {
  const { dir, goWorkFile } = findProject(hostOf(run), run.dir);
  const from = before.running ?? null;
  const declaredNow = async () =>
    (await look(run.session, run.dir, run.telemetry, { dimensions: [], again: true })).state;
  const scopeNow = async (): Promise<ProjectScope> => {
    const host = hostOf(run);
    const { project, declared } = await declaredNow();
    return {
      project,
      declared,
      local: before.local,
      mode: (await host.go.selectionInputs()).mode.value,
      shim: (await host.go.local()).wrapper,
      read: readContent,
    };
  };
  return {
    name: 'project',
    target: dir,
    place: run.dir,
    // Builds elsewhere read none of these files.
    usedBy: { dir: realPath(goWorkFile === null ? dir : dirname(goWorkFile)) },
    plan: async (to) => {
      const now = await scopeNow();
      // A shim's version file may choose a newer one.
      if (!now.shim) refuseOldGo(before.local, to, 'toolchain lines');
      return planProjectScope(from, to, now);
    },
    needsToolchain: async (to) => !lowersByVersionFile(to, await scopeNow()),
    planPrevious: async (replaced) => planPreviousProject(from, replaced, { dir, read: readContent }),
    problemAfter: async (to) => {
      const [other] = declarationsThatDiffer((await declaredNow()).declared, to);
      if (other === undefined) return null;
      const { file, line } = other.location;
      return `${file}${line === null ? '' : `:${line}`} still declares ${other.version}`;
    },
  };
};

export const SDK_SCOPES: Readonly<Record<string, MakeScope>> = {
  shell: shellScope,
  user: userScope,
  project: projectScope,
};
