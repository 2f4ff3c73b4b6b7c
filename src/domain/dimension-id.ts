/** The aspects of a Go environment that godrift observes. */
export const DIMENSION_IDS = [
  'go_version',
  'modules',
  'build_env',
  'build',
  'tools',
  'build_cache',
  'context',
] as const;
export type DimensionId = (typeof DIMENSION_IDS)[number];
