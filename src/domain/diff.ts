/** One key's difference between two fact maps; `before` null: added, `after` null: removed. */
export interface FactChange {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}
