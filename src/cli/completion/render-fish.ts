import { fishQuote } from '../../shell/fish-quote.ts';
import { type CommandNode, childrenOf } from './command-tree.ts';

/** For `source` in fish. */
export function renderFish(tree: readonly CommandNode[]): string {
  const [, ...commands] = tree;
  const lines = tree.flatMap((node) => {
    const here = `complete -c godrift -n ${fishQuote(`__godrift_at ${fishQuote(node.path)}`)}`;
    return [
      ...childrenOf(tree, node).map(
        ({ name, brief }) => `${here} -f -a ${fishQuote(name)} -d ${fishQuote(brief)}`,
      ),
      ...(node.words.length === 0 ? [] : [`${here} -f -a ${fishQuote(node.words.join(' '))}`]),
      ...node.options.map(({ flag, brief, takesValue, choices }) => {
        const value = choices.length > 0 ? ` -x -a ${fishQuote(choices.join(' '))}` : takesValue ? ' -r' : '';
        return `${here} -l ${flag.slice(2)}${value} -d ${fishQuote(brief)}`;
      }),
    ];
  });
  return `function __godrift_at
    set -l at
    for word in (commandline -opc)[2..-1]
        switch (string trim -- "$at $word")
            case ${commands.map(({ path }) => fishQuote(path)).join(' ')}
                set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end
complete -c godrift -e
${lines.join('\n')}
`;
}
