/** A map key of several names; no name of a project or dimension holds the separator. */
export function seriesKey(...names: readonly string[]): string {
  return names.join('\0');
}
