import { posixQuote } from '../../domain/posix-quote.ts';
import { type CommandNode, childrenOf } from './command-tree.ts';

/** For `eval` in bash. Where godrift has no word, bash completes files. */
export function renderBash(tree: readonly CommandNode[]): string {
  const [, ...commands] = tree;
  const choices = tree.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(
        (option) =>
          `    ${posixQuote(`${path} ${option.flag}`)}) words=${posixQuote(option.choices.join(' '))} ;;`,
      ),
  );
  const files = [
    ...new Set(
      tree.flatMap(({ options }) =>
        options
          .filter(({ takesValue, choices: known }) => takesValue && known.length === 0)
          .map(({ flag }) => flag),
      ),
    ),
  ];
  const words = tree.map((node) => {
    const all = [...childrenOf(tree, node).map(({ name }) => name), ...node.words];
    const flags = node.options.map(({ flag }) => flag);
    return `    ${posixQuote(node.path)}) words=${posixQuote(all.join(' '))} flags=${posixQuote(flags.join(' '))} ;;`;
  });
  return `_godrift() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' flags='' word
  if [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${commands.map(({ path }) => posixQuote(path)).join('|')}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path $prev" in
${choices.join('\n')}
    *' '${files.join("|*' '")}) return ;;
  esac
  if [[ -z $words ]]; then
    case $path in
${words.join('\n')}
    esac
    if [[ $cur == -* ]]; then words=$flags; fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${cur#=}"))
}
complete -o bashdefault -o default -F _godrift godrift
`;
}
