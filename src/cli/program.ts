import { Command, CommanderError, Option } from 'commander';
import { InputError } from '../domain/errors.ts';
import { SEVERITIES } from '../domain/finding.ts';
import { StoreError } from '../store/store-error.ts';
import type { CommandOptions } from './command-options.ts';
import { createSession, type Session } from './session.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

type Action = (session: Session, args: readonly string[], options: CommandOptions) => Promise<number>;

type Load = (load: () => Promise<Action>) => (...all: unknown[]) => Promise<void>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Runs one command line (without the executable's name); returns the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  let exitCode = 0;
  // Each command's code is loaded when it runs.
  const action =
    (load: () => Promise<Action>) =>
    async (...all: unknown[]): Promise<void> => {
      const command = all.at(-1) as Command;
      const options = command.optsWithGlobals<CommandOptions>();
      const run = await load();
      exitCode = await run(createSession(terminal, options), command.args, options);
    };
  try {
    await buildProgram(argv, action).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (cause) {
    return report(cause, terminal);
  }
}

function report(cause: unknown, terminal: Terminal): number {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
  if (cause instanceof InputError) for (const line of cause.message.split('\n')) terminal.warn(line);
  else if (cause instanceof StoreError) terminal.warn(cause.message);
  else
    terminal.warn(
      `unexpected: ${cause instanceof Error ? cause.message : String(cause)} (this is a bug in godrift)`,
    );
  if (process.env.GODRIFT_DEBUG === '1' && cause instanceof Error) terminal.warn(cause.stack ?? '');
  return 2;
}

function buildProgram(argv: readonly string[], action: Load): Command {
  const program = new Command('godrift')
    .description('Watches the Go environment that builds a project, and says when it drifts.')
    .version(VERSION, '--version')
    .option(
      '--project <dir>',
      'a project; repeat it or separate by commas (default: the working directory)',
      list,
    )
    .option(
      '--config <file>',
      "instead of the project's godrift.yaml; with collect: the host's configuration",
    )
    .addOption(new Option('--log-level <level>', 'of the log on stderr').choices(LOG_LEVELS).default('warn'))
    .option('--online', 'may ask the configured module proxy')
    .option('--json', 'print JSON')
    .exitOverride()
    .showHelpAfterError('(godrift --help shows what there is)');

  // Only the command that runs: help and unknown commands need all of them.
  const [wanted] = argv.filter((word) => Object.hasOwn(COMMANDS, word));
  const isPlain = wanted !== undefined && argv[0] === wanted;
  for (const [name, register] of Object.entries(COMMANDS))
    if (!isPlain || name === wanted) register(program, action);
  return program;
}

type Register = (program: Command, action: Load) => void;

/** Each command's own part of the command line. */
const COMMANDS: Readonly<Record<string, Register>> = {
  check: (program, action) => {
    program
      .command('check')
      .argument('[dir...]')
      .description(
        'compare with what the project declares and with the baseline; exits 0 in sync, 1 drift, 2 could not tell',
      )
      .addOption(new Option('--format <format>').choices(['pretty', 'json', 'github']).default('pretty'))
      .addOption(
        new Option('--fail-on <severity>', 'exit 1 from this severity on')
          .choices([...SEVERITIES])
          .default('warning'),
      )
      .option('--only <dimensions>', 'only these dimensions, separated by commas', list)
      .option('--skip <dimensions>', 'all but these dimensions', list)
      .option('--baseline <file>', 'compare with this snapshot')
      .option('--no-baseline', 'compare with no baseline')
      .option('--diff-file <file>', 'where the difference of the module trees goes', 'env-fingerprint.diff')
      .option(
        '--timeout <duration>',
        'for everything a project needs: 500ms, 3s, 2m (default: 15s, with --online 2m)',
      )
      .action(action(async () => (await import('./check.ts')).check));
  },
  collect: (program, action) => {
    program
      .command('collect')
      .argument('[dir...]')
      .description('the collector: keeps watching, serves /metrics, sends OTLP')
      .option('--listen <address>', 'host:port to serve on (default: 127.0.0.1:9464)')
      .option('--interval <duration>', "how often the inputs' stat data is looked at (default: 5s)")
      .option('--once', 'collect once, print the metrics, end')
      .option('--allow-host <names>', 'also answer to these Host names', list)
      .option('--allow-insecure-listen', 'serve beyond loopback without TLS and credentials')
      .action(action(async () => (await import('./collect.ts')).collect));
  },
  explain: (program, action) => {
    program
      .command('explain')
      .argument('[key]')
      .description('which Go runs here and why; where each setting comes from')
      .action(action(async () => (await import('./explain.ts')).explain));
  },
  snapshot: (program, action) => {
    const snapshot = program
      .command('snapshot')
      .description('the snapshot of everything, as sorted key=value text');
    snapshot
      .command('show', { isDefault: true })
      .action(action(async () => (await import('./snapshot.ts')).snapshotShow));
    snapshot
      .command('save')
      .argument('<file>')
      .action(action(async () => (await import('./snapshot.ts')).snapshotSave));
    snapshot
      .command('diff')
      .argument('<a>')
      .argument('<b>')
      .description('exits 1 if they differ')
      .action(action(async () => (await import('./snapshot.ts')).snapshotDiff));
  },
  baseline: (program, action) => {
    const baseline = program.command('baseline').description('approve a state; exceptions as data');
    baseline
      .command('write')
      .description('write .godrift/baseline.snap, to be committed')
      .action(action(async () => (await import('./baseline.ts')).baselineWrite));
    baseline
      .command('record')
      .requiredOption('--deployment <id>', 'the deployment that approves the present state')
      .description('record a deployment in the state directory')
      .action(action(async () => (await import('./baseline.ts')).baselineRecord));
    baseline.command('show').action(action(async () => (await import('./baseline.ts')).baselineShow));
    baseline
      .command('accept')
      .argument('<finding>', 'DIMENSION.KEY')
      .requiredOption('--owner <name>')
      .requiredOption('--reason <text>')
      .requiredOption('--until <date>', '2026-12-31, or a date and time by RFC 3339')
      .description('let a finding stand until a day: it stays visible and does not count')
      .action(action(async () => (await import('./baseline.ts')).baselineAccept));
  },
  doctor: (program, action) => {
    program
      .command('doctor')
      .description('is everything that godrift needs there?')
      .action(action(async () => (await import('./doctor.ts')).doctor));
  },
};

function list(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...value.split(',').filter((part) => part !== '')];
}
