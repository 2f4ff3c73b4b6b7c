/** The aspects of a Go environment that godrift observes; `build_cache` keeps its place for a later release. */
export const DIMENSION_IDS = [
  'go_version',
  'modules',
  'build_env',
  'tools',
  'build_cache',
  'context',
] as const;
export type DimensionId = (typeof DIMENSION_IDS)[number];
