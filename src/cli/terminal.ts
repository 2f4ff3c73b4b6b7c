import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command prints. Results go to stdout, everything else to stderr. */
export interface Terminal {
  readonly print: (text: string) => void;
  readonly warn: (line: string) => void;
  /** Of stdout. */
  readonly colors: Colors;
}

export function processTerminal(): Terminal {
  return {
    print: (text) => void process.stdout.write(text),
    // process.stderr is built at its first use, which most runs never come to.
    warn: (line) => {
      const { yellow } = pc.createColors(wantsColor(process.stderr));
      process.stderr.write(`${yellow('godrift:')} ${line}\n`);
    },
    colors: pc.createColors(wantsColor(process.stdout)),
  };
}

/** FORCE_COLOR, then NO_COLOR (no-color.org), then whether it is a terminal. */
function wantsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = process.env;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return stream.isTTY === true && term !== 'dumb';
}
