/** Options that every command takes. */
export interface GlobalOptions {
  readonly project?: readonly string[];
  readonly config?: string;
  readonly logLevel: string;
  readonly online?: boolean;
  readonly json?: boolean;
}

/** What the command line parser fills in; each command has its own part of it. */
export interface CommandOptions extends GlobalOptions {
  readonly format?: string;
  readonly failOn?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** false: `--no-baseline` */
  readonly baseline?: string | false;
  readonly diffFile?: string;
  readonly timeout?: string;
  readonly since?: string;
  readonly listen?: string;
  readonly interval?: string;
  readonly once?: boolean;
  readonly allowHost?: readonly string[];
  readonly allowInsecureListen?: boolean;
  readonly openProbes?: boolean;
  readonly 'web.config.file'?: string;
  readonly deployment?: string;
  readonly owner?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly to?: string;
  readonly scope?: string;
  readonly shell?: string;
  readonly via?: string;
  /** true: for the default time */
  readonly wait?: string | boolean;
  readonly runningShells?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly remove?: boolean;
  readonly minAge?: string;
  readonly keep?: string;
  readonly modules?: boolean;
  readonly build?: boolean;
  readonly binaries?: readonly string[];
  readonly trust?: boolean;
  readonly full?: boolean;
  /** false: `--no-zips` */
  readonly zips?: boolean;
}
