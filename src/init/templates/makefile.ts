import { marked, SCRIPT } from './command-lines.ts';

/** The target in one line: a recipe's prefix can be any character. */
export function makefileBlock(): string {
  return marked(
    '',
    `.PHONY: check-env
check-env: ; @sh ./${SCRIPT} ## compare the Go environment with what is declared and approved
`,
  );
}

export function hasCheckEnv(makefile: string): boolean {
  return /^check-env\s*:/m.test(makefile);
}
