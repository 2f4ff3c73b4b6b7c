interface RuleValue {
  /** The recording rule that a user edits. */
  readonly rule: `godrift:${string}`;
  /** What holds where the rules are not loaded: the dashboards work without them. */
  readonly fallback: number;
}

export const CHANGE_RATIO: RuleValue = { rule: 'godrift:threshold:change_ratio', fallback: 0.05 };
export const DRIFT_SCORE: RuleValue = { rule: 'godrift:threshold:drift_score', fallback: 0.3 };
export const GRACE_PERIOD: RuleValue = { rule: 'godrift:grace_period_seconds', fallback: 900 };
export const ALLOW_LISTED = 'godrift:allowlisted';

/** The value in force: one series without labels for the default, one a project for what overrides it. */
export function inForce({ rule, fallback }: RuleValue): string {
  return `max by (project) (${rule}{project=~"$project|"}) or vector(${fallback})`;
}

/** The value in force for each series of an expression that keeps the label `project`. */
export function inForceFor({ rule, fallback }: RuleValue, series: string): string {
  const zero = `0 * ${series}`;
  return `${zero} + on (project) group_left () max by (project) (${rule}{project!=""}) or ${zero} + on () group_left () (max(${rule}{project=""}) or vector(${fallback}))`;
}
