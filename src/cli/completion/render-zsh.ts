import { posixQuote } from '../../domain/posix-quote.ts';
import { type CommandNode, childrenOf } from './command-tree.ts';

/** For `eval` in zsh, after compinit. */
export function renderZsh(tree: readonly CommandNode[]): string {
  const [, ...commands] = tree;
  const choices = tree.flatMap(({ path, options }) =>
    options
      .filter((option) => option.choices.length > 0)
      .map(
        (option) =>
          `    ${posixQuote(`${path} ${option.flag}`)}) compadd -- ${option.choices.map(posixQuote).join(' ')}; return ;;`,
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
  const described = tree.map((node) => {
    const words = [
      ...childrenOf(tree, node).map(({ name, brief }) => entry(name, brief)),
      ...node.words.map((word) => entry(word, '')),
    ];
    const flags = node.options.map(({ flag, brief }) => entry(flag, brief));
    return `    ${posixQuote(node.path)}) words=(${words.join(' ')}) flags=(${flags.join(' ')}) ;;`;
  });
  return `_godrift() {
  local at='' word prev=\${words[CURRENT-1]}
  local -a given=("\${(@)words[2,CURRENT-1]}") words flags
  for word in "\${given[@]}"; do
    case "\${at:+$at }$word" in
      (${commands.map(({ path }) => posixQuote(path)).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at $prev" in
${choices.join('\n')}
    *' '${files.join("|*' '")}) _files; return ;;
  esac
  case $at in
${described.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option flags
  elif (( $#words )); then
    _describe command words
  else
    _files
  fi
}
if (( $+functions[compdef] )); then compdef _godrift godrift; fi
`;
}

/** \`name:what it does\`, as _describe has it. */
function entry(name: string, brief: string): string {
  return posixQuote(`${name.replaceAll(':', '\\:')}${brief === '' ? '' : `:${brief}`}`);
}
