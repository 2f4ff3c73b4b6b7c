/** Keys are unique and never empty, values never empty; neither holds a secret. */
export type FactMap = Readonly<Record<string, string>>;

/** What one dimension observed. */
export interface Facts {
  /** What any host building the same project can share: enters snapshots, fingerprints and the baseline diff. */
  readonly portable: FactMap;
  /** What only this host can know and a check needs (paths, hashes of cache files). Never leaves the process but in findings. */
  readonly local: FactMap;
  /** Where a value came from, by key of either map: `environment`, `~/.config/go/env:3`, `$GOROOT/go.env`, `default`, `PATH`. */
  readonly origins: FactMap;
}
