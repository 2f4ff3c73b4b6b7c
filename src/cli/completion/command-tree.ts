import type { Command } from 'commander';
import { GO_VARIABLES } from '../../domain/go-variables.ts';

/** A command line as shells complete it. */
export interface CommandNode {
  /** The words that lead to it, without the executable's: '' for the executable itself. */
  readonly path: string;
  readonly name: string;
  readonly brief: string;
  readonly options: readonly {
    readonly flag: string;
    readonly brief: string;
    readonly takesValue: boolean;
    readonly choices: readonly string[];
  }[];
  /** Words for its first argument. */
  readonly words: readonly string[];
}

/** Words of arguments that Commander does not know. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  explain: GO_VARIABLES,
  hook: ['bash', 'zsh', 'fish'],
  completion: ['bash', 'zsh', 'fish'],
};

/** Every command, the executable first, with the global options in each. */
export function commandTree(program: Command): readonly CommandNode[] {
  const globals = optionsOf(program);
  const walk = (command: Command, path: string): readonly CommandNode[] => [
    {
      path,
      name: command.name(),
      brief: command.description(),
      options: [
        ...(command === program ? [] : optionsOf(command)),
        ...globals,
        { flag: '--help', brief: 'show what there is', takesValue: false, choices: [] },
      ],
      words: ARGUMENTS[path] ?? [],
    },
    ...command.commands.flatMap((child) => walk(child, `${path} ${child.name()}`.trim())),
  ];
  return walk(program, '');
}

/** The commands directly below. */
export function childrenOf(tree: readonly CommandNode[], { path }: CommandNode): readonly CommandNode[] {
  const prefix = path === '' ? '' : `${path} `;
  return tree.filter(
    (node) =>
      node.path !== '' && node.path.startsWith(prefix) && !node.path.slice(prefix.length).includes(' '),
  );
}

function optionsOf(command: Command): CommandNode['options'] {
  return command.options.map(({ long, description, required, optional, argChoices }) => ({
    flag: long ?? '',
    brief: description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  }));
}
