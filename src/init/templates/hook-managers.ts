import type { EditedText } from '../text-edit.ts';
import { insertYaml } from '../yaml-insertion.ts';
import { scriptPath } from './command-lines.ts';

/** By lefthook's own order. */
export const LEFTHOOK_FILES = ['lefthook.yml', '.lefthook.yml', 'lefthook.yaml', '.lefthook.yaml'] as const;

/** A hook of the pre-commit framework, in a repository-local list of its own: it needs no version. */
export function insertPreCommit(text: string, dir: string, id: string): EditedText | null {
  const hook = {
    id,
    name: 'Go environment (godrift)',
    entry: `sh ${scriptPath(dir)}`,
    language: 'system',
    pass_filenames: false,
    always_run: true,
  };
  return insertYaml(text, { path: ['repos'], key: null, value: { repo: 'local', hooks: [hook] } });
}

/** A command of lefthook; where its file keeps a list of jobs, a job. */
export function insertLefthook(text: string, dir: string, name: string): EditedText | null {
  const run = `sh ${scriptPath(dir)}`;
  return /^\s+jobs:/m.test(text)
    ? insertYaml(text, { path: ['pre-commit', 'jobs'], key: null, value: { name, run } })
    : insertYaml(text, { path: ['pre-commit', 'commands'], key: name, value: { run } });
}
