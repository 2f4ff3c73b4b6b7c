/** A version of Go where a person wrote it. `start` and `end` are offsets in the file's text, without quotes. */
export interface WrittenVersion {
  /** As the version manager reads it: `1.25.4`, `prefix:1.26`, `system`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}
