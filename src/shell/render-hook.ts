import { sha256 } from '../domain/sha256.ts';
import { bashHook } from './bash/bash-hook.ts';
import { fishHook } from './fish/fish-hook.ts';
import { zshHook } from './zsh/zsh-hook.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export interface HookOptions {
  /** Absolute. */
  readonly stateDir: string;
  readonly version: string;
}

/** What a shell's renderer is given: the text must hold `id`, so that a running shell knows what it runs. */
export interface HookTexts {
  readonly stateDir: string;
  readonly id: string;
}

const RENDERERS: Readonly<Record<Shell, (texts: HookTexts) => string>> = {
  bash: bashHook,
  zsh: zshHook,
  fish: fishHook,
};

/** The code that `eval` (fish: `source`) loads: the prompt hook and `envsnap`. Holds no values of the environment. */
export function renderHook(shell: Shell, { stateDir, version }: HookOptions): string {
  const id = hookId(shell, { stateDir, version });
  return `# godrift ${version} hook ${shell} ${id}\n${RENDERERS[shell]({ stateDir, id })}`;
}

/** Changes with the code: 16 hex digits. */
export function hookId(shell: Shell, { stateDir, version }: HookOptions): string {
  return sha256(`${version}\n${RENDERERS[shell]({ stateDir, id: '' })}`).slice(0, 16);
}
