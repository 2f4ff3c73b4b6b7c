import { SEVERITIES } from '../domain/finding.ts';

/** One option, as Commander takes it and as Node's own parser does. */
export interface OptionSpec {
  readonly flags: string;
  readonly description?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Comma-separated or repeated. */
  readonly list?: true;
}

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--project <dir>',
    description: 'a project; repeat it or separate by commas (default: the working directory)',
    list: true,
  },
  {
    flags: '--config <file>',
    description: "instead of the project's godrift.yaml; with collect: the host's configuration",
  },
  {
    flags: '--log-level <level>',
    description: 'of the log on stderr',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    default: 'warn',
  },
  { flags: '--online', description: 'may ask the configured module proxy' },
  { flags: '--json', description: 'print JSON' },
];

export const CHECK_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--format <format>',
    choices: ['pretty', 'json', 'github', 'sarif', 'junit'],
    default: 'pretty',
  },
  {
    flags: '--fail-on <severity>',
    description: 'exit 1 from this severity on',
    choices: SEVERITIES,
    default: 'warning',
  },
  {
    flags: '--only <dimensions>',
    description: 'only these dimensions, separated by commas',
    list: true,
  },
  {
    flags: '--skip <dimensions>',
    description: 'all but these dimensions',
    list: true,
  },
  { flags: '--baseline <file>', description: 'compare with this snapshot' },
  { flags: '--no-baseline', description: 'compare with no baseline' },
  {
    flags: '--diff-file <file>',
    description: 'where the difference of the module trees goes',
    default: 'env-fingerprint.diff',
  },
  { flags: '--since <ref>', description: 'also say what is declared otherwise than in another git revision' },
  {
    flags: '--timeout <duration>',
    description: 'for everything a project needs: 500ms, 3s, 2m (default: 15s, with --online 2m)',
  },
];

export function splitList(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...value.split(',').filter((part) => part !== '')];
}
