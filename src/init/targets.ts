import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectJsonSchema } from '../config/json-schema.ts';
import { goImage, goVersionForCi, pinnedGo, type Surroundings } from './detect.ts';
import type { CiOptions } from './templates/ci-options.ts';
import { projectSlug, SCRIPT, scriptPath } from './templates/command-lines.ts';
import { consistencyScript } from './templates/consistency-script.ts';
import { githubWorkflow } from './templates/github-workflow.ts';
import { gitlabFile, insertGitlabJob } from './templates/gitlab-job.ts';
import { godriftYaml } from './templates/godrift-yaml.ts';
import { insertLefthook, insertPreCommit, LEFTHOOK_FILES } from './templates/hook-managers.ts';
import { hasCheckEnv, makefileBlock } from './templates/makefile.ts';
import { hookBlock, isShellHook, SHEBANG } from './templates/native-hook.ts';
import { patrolFiles } from './templates/patrol.ts';
import { type EditedText, insertLines, nextLine, unchanged } from './text-edit.ts';

/** One file that init has something for. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  /** The whole file, where there is none. */
  readonly text: string;
  /** Puts it into a file that is there; null where that cannot be done. Without it such a file is left alone. */
  readonly insert?: (text: string) => EditedText | null;
  /** What to say where it cannot. */
  readonly byHand?: string;
  readonly executable?: boolean;
  readonly inClone?: boolean;
  /** Written when it is not there, and never renewed. */
  readonly once?: boolean;
  /** Why nothing is written. */
  readonly why?: string;
}

/** Git's own pattern, from the directory of the file that it stands in. */
const KEEP_LINE_ENDS = '.godrift/*.snap text eol=lf';
const SCHEMA_FILE = '.godrift/godrift.schema.json';

export function targets(surroundings: Surroundings): readonly Target[] {
  const { projectDir, version, baseline } = surroundings;
  const own = (name: string, target: Omit<Target, 'path'>): Target => ({
    path: join(projectDir, name),
    ...target,
  });
  return [
    own('godrift.yaml', {
      text: godriftYaml({ schema: SCHEMA_FILE, go: pinnedGo(surroundings) }),
      once: true,
    }),
    own(SCHEMA_FILE, { text: projectJsonSchema() }),
    own(
      '.godrift/baseline.snap',
      'text' in baseline
        ? { text: baseline.text, once: true }
        : existsSync(join(projectDir, '.godrift/baseline.snap'))
          ? { text: '', once: true }
          : { text: '', why: baseline.missing },
    ),
    own(SCRIPT, { text: consistencyScript(version), executable: true }),
    makefile(surroundings),
    ...Object.entries(patrolFiles()).map(([name, text]) => own(name, { text })),
    ...(surroundings.repository === null
      ? []
      : [
          own('.gitattributes', { text: `${KEEP_LINE_ENDS}\n`, insert: insertLineEnds }),
          ...inRepository(surroundings, surroundings.repository),
        ]),
  ];
}

/** At the end, since git's last match decides. */
function insertLineEnds(text: string): EditedText {
  const hasLine = text.split(/\r?\n/).some((line) => line.trim() === KEEP_LINE_ENDS);
  return hasLine ? unchanged(text) : insertLines(text, text.length, `${KEEP_LINE_ENDS}\n`);
}

/** The one that make reads. */
function makefile({ projectDir }: Surroundings): Target {
  const name = ['GNUmakefile', 'makefile', 'Makefile'].find((one) => existsSync(join(projectDir, one)));
  return {
    path: join(projectDir, name ?? 'Makefile'),
    text: makefileBlock(),
    insert: (text) =>
      hasCheckEnv(text)
        ? null
        : insertLines(text, text.length, (/(^|\n\r?\n)$/.test(text) ? '' : '\n') + makefileBlock()),
    byHand: `has a check-env of its own: let it run sh ./${SCRIPT}`,
  };
}

function inRepository(
  surroundings: Surroundings,
  { root, hooksDir }: NonNullable<Surroundings['repository']>,
): readonly Target[] {
  const { dir, version, vendored, ci } = surroundings;
  const slug = projectSlug(dir);
  const options: CiOptions = {
    dir,
    version,
    slug,
    vendored,
    goVersion: goVersionForCi(surroundings),
    image: goImage(surroundings),
  };
  const lefthook = LEFTHOOK_FILES.find((name) => existsSync(join(root, name)));
  const hookByHand = `let it run sh ${scriptPath(dir)}, and stop where that fails`;
  const managed: readonly Target[] = [
    ...(existsSync(join(root, '.pre-commit-config.yaml'))
      ? [
          {
            path: join(root, '.pre-commit-config.yaml'),
            text: '',
            insert: (text: string) => insertPreCommit(text, dir, slug),
            byHand: hookByHand,
          },
        ]
      : []),
    ...(lefthook === undefined
      ? []
      : [
          {
            path: join(root, lefthook),
            text: '',
            insert: (text: string) => insertLefthook(text, dir, slug),
            byHand: hookByHand,
          },
        ]),
  ];
  return [
    ...managed,
    nativeHook(dir, hooksDir ?? join(root, '.git', 'hooks'), {
      isShared: hooksDir === null,
      managed: managed.map(({ path }) => (path.includes('lefthook') ? 'lefthook' : 'pre-commit.com')),
    }),
    ...(ci.includes('github')
      ? [{ path: join(root, '.github/workflows', `${slug}.yml`), text: githubWorkflow(options) }]
      : []),
    ...(ci.includes('gitlab')
      ? [
          {
            path: join(root, '.gitlab-ci.yml'),
            text: gitlabFile(options),
            insert: (text: string) => insertGitlabJob(text, options),
            byHand: `add a job that runs sh ${scriptPath(dir)}`,
          },
        ]
      : []),
  ];
}

/** `managed`: what the hooks of the managers in use have in them, which call it themselves. */
function nativeHook(
  dir: string,
  hooksDir: string,
  { isShared, managed }: { readonly isShared: boolean; readonly managed: readonly string[] },
): Target {
  const path = join(hooksDir, 'pre-commit');
  const call = `sh ${scriptPath(dir)}`;
  return {
    path,
    text: SHEBANG + hookBlock(dir),
    executable: true,
    inClone: true,
    // Before what is there: that may end with exec or exit.
    insert: (text) =>
      text.includes(call) || managed.some((name) => text.includes(name))
        ? unchanged(text)
        : isShellHook(text)
          ? insertLines(text, nextLine(text, 0), hookBlock(dir))
          : null,
    byHand: `let it run ${call}, and stop where that fails`,
    ...(isShared
      ? { why: `core.hooksPath leads out of this repository: let its pre-commit hook run ${call}` }
      : {}),
  };
}
