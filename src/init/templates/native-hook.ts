import { marked, scriptPath } from './command-lines.ts';

export const SHEBANG = '#!/bin/sh\n';

/** Hooks start in the root of the work tree; a branch without the script passes. */
export function hookBlock(dir: string): string {
  const script = scriptPath(dir);
  return marked(
    dir,
    `# A Go environment that has drifted stops the commit; \`git commit --no-verify\` goes past it.
if [ -f ${script} ]; then sh ${script} || exit 1; fi
`,
  );
}

export function isShellHook(text: string): boolean {
  return /^#!\s*\S*(?:\/|\benv\s+)(?:ba|da|k|z)?sh\b/.test(text);
}
