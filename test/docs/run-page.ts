import { spawnSync } from 'node:child_process';
import type { Block } from './page.ts';

export interface Ran {
  readonly command: string;
  readonly status: number | null;
  /** What the page says: 0, or the number in a comment `# exits N`. */
  readonly expected: number;
  readonly output: string;
}

const MARK = '\u0001';

/** Runs a page's commands one after the other in one bash, as a reader would who types them; ends what they leave running. */
export function runCommands(
  blocks: readonly Block[],
  { cwd, env }: { readonly cwd: string; readonly env: Record<string, string> },
): readonly Ran[] {
  const commands = blocks.flatMap((block) => (block.kind === 'commands' ? statements(block.text) : []));
  const script = [
    `trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT`,
    ...commands.map((command) => `${command}\nprintf '${MARK}%s${MARK}' $?`),
  ].join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  const parts = (stdout + stderr).split(MARK);
  return commands.map((command, index) => ({
    command,
    status: parts[2 * index + 1] === undefined ? null : Number(parts[2 * index + 1]),
    expected: Number(/# exits (\d+)/.exec(command)?.[1] ?? 0),
    output: parts[2 * index] ?? '',
  }));
}

/** The shell itself says where a command ends: a line, or several with a backslash, a here-document, a loop. */
function statements(text: string): readonly string[] {
  const whole: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    open += `${open === '' ? '' : '\n'}${line}`;
    const { status, stderr } = spawnSync('bash', ['-n'], { input: open, encoding: 'utf8' });
    if (status !== 0 || stderr !== '' || open.endsWith('\\')) continue;
    if (!/^\s*(#|$)/.test(open)) whole.push(open);
    open = '';
  }
  if (open !== '') throw new Error(`no whole command: ${open}`);
  return whole;
}

/** Whether a page's output is what was printed: its lines in their order, `…` for anything within a line or for lines. */
export function isPrinted(shown: string, printed: string): boolean {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const line of shown.split('\n').filter((one) => one.trim() !== '…' && one.trim() !== '')) {
    const pattern = new RegExp(
      `^${line
        .trimEnd()
        .split('…')
        .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    );
    const at = lines.findIndex((one, index) => index >= from && pattern.test(one));
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
