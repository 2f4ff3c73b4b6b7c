import type { Command } from 'commander';
import { inputError } from '../../domain/errors.ts';
import type { Session } from '../session.ts';
import { type CommandNode, commandTree } from './command-tree.ts';
import { renderBash } from './render-bash.ts';
import { renderFish } from './render-fish.ts';
import { renderZsh } from './render-zsh.ts';

const RENDERERS: Readonly<Record<string, (tree: readonly CommandNode[]) => string>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
};

/** Prints the completions of a shell, made of what the command line knows. */
export async function completion(
  session: Session,
  [name = '']: readonly string[],
  program: Command,
): Promise<number> {
  const render = Object.hasOwn(RENDERERS, name) ? RENDERERS[name] : undefined;
  if (render === undefined)
    throw inputError(
      `no such shell: ${JSON.stringify(name)} (there are ${Object.keys(RENDERERS).join(', ')})`,
    );
  session.terminal.print(render(commandTree(program)));
  return 0;
}
