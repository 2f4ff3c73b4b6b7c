import type { Ancestor } from '../../host/process-tree.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Ide {
  readonly name: string;
  /** null where neither a variable nor the process tree tells it. */
  readonly pid: number | null;
}

/** By what an executable's path or a process's name shows: the desktop programs, their servers, macOS bundles. */
const PROCESSES: readonly (readonly [string, RegExp])[] = [
  ['Cursor', /(^|\/)cursor$|\/Cursor\.app\/|\/\.cursor-server\//],
  ['VSCodium', /(^|\/)(vs)?codium$|\/VSCodium\.app\/|\/\.vscodium-server\//],
  ['code-server', /(^|\/)code-server(\/|$)/],
  [
    'VS Code',
    /(^|\/)code(-oss|-insiders)?$|\/Visual Studio Code[^/]*\.app\/|\/\.?vscode-(remote|server)[^/]*\/|^\/vscode\//,
  ],
  ['GoLand', jetBrains('goland')],
  ['IntelliJ IDEA', jetBrains('idea|intellij')],
  ['CLion', jetBrains('clion')],
  ['Fleet', /(^|\/)fleet$|\/Fleet\.app\//i],
  ['Neovim', /(^|\/)nvim$/],
  ['Vim', /(^|\/)g?vim(\.\w+)?$/],
  ['Emacs', /(^|\/)emacs(-[\w.+-]+)?$|\/Emacs\.app\//],
  ['Zed', /(^|\/)zed(-editor)?$|\/Zed\.app\/|\/\.zed_server\//],
  ['Sublime Text', /(^|\/)sublime_text$|\/Sublime Text\.app\//],
];

/** By the variables that each sets in its terminals and child processes; one that runs inside another stands first. */
const VARIABLES: readonly (readonly [string, (env: Env) => boolean])[] = [
  // A socket's path, set by :terminal and jobs (:help $NVIM).
  ['Neovim', (env) => isSet(env, 'NVIM')],
  ['Emacs', (env) => isSet(env, 'INSIDE_EMACS')],
  ['Zed', (env) => isSet(env, 'ZED_TERM') || env.TERM_PROGRAM === 'zed'],
  [
    'JetBrains',
    (env) => env.TERMINAL_EMULATOR === 'JetBrains-JediTerm' || isSet(env, 'IDEA_INITIAL_DIRECTORY'),
  ],
  ['Cursor', (env) => isSet(env, 'CURSOR_TRACE_ID')],
  [
    'VS Code',
    (env) =>
      env.TERM_PROGRAM === 'vscode' ||
      isSet(env, 'VSCODE_PID') ||
      isSet(env, 'VSCODE_IPC_HOOK_CLI') ||
      isSet(env, 'VSCODE_GIT_IPC_HANDLE'),
  ],
  // Neovim sets VIM as well, to its own runtime's directory.
  ['Neovim', (env) => env.VIM?.includes('nvim') === true],
  ['Vim', (env) => isSet(env, 'VIM') && isSet(env, 'VIMRUNTIME')],
];

const PID_VARIABLES: Readonly<Record<string, (env: Env) => string | undefined>> = {
  'VS Code': (env) => env.VSCODE_PID,
  Cursor: (env) => env.VSCODE_PID,
  // …/nvim.<pid>.<n>
  Neovim: (env) => /nvim\.(\d+)\.\d+$/.exec(env.NVIM ?? '')?.[1],
};

/**
 * The editor that this process was started from: the nearest one above it, else the one whose variables are set (they
 * outlive it in terminal multiplexers). The process is the editor's topmost.
 */
export function findIde(ancestors: readonly Ancestor[], env: Env): Ide | null {
  const nearest = ancestors.map(processIde).find((name) => name !== null);
  const name = nearest ?? VARIABLES.find(([, isIn]) => isIn(env))?.[0];
  if (name === undefined) return null;
  const topmost = ancestors.findLast((ancestor) => processIde(ancestor) === name);
  const told = PID_VARIABLES[name]?.(env) ?? '';
  return { name, pid: topmost?.pid ?? (/^[1-9]\d*$/.test(told) ? Number(told) : null) };
}

function processIde({ name, executable }: Ancestor): string | null {
  const texts = executable === null ? [name] : [executable, name];
  return PROCESSES.find(([, pattern]) => texts.some((text) => pattern.test(text)))?.[0] ?? null;
}

/** The launcher, the Java runtime in the program's own directory, or what is in the bundle. */
function jetBrains(product: string): RegExp {
  return new RegExp(`(^|/)(${product})(64)?$|/[^/]*(${product})[^/]*/(jbr|Contents)/`, 'i');
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '') !== '';
}
