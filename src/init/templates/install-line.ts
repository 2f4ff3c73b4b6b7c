/** The command that brings this godrift, as generated files say it. */
export function installLine(version: string): string {
  return `npm install --global godrift@${version}`;
}
