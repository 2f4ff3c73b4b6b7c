import { Command, CommanderError, Option } from 'commander';
import { alignColumns } from './align-columns.ts';
import { CHECK_OPTIONS, GLOBAL_OPTIONS, type OptionSpec, splitList } from './check-options.ts';
import type { CommandOptions } from './command-options.ts';
import { EXAMPLES } from './examples.ts';
import type { RunCommand } from './session.ts';
import { ignoreBrokenPipe } from './terminal.ts';
import { VERSION } from './version.ts';

type Register = (program: Command, action: (load: () => Promise<RunCommand>) => Handler) => void;

type Handler = (...all: unknown[]) => Promise<void>;

/**
 * Parses a command line (without the executable's name) and runs its command, whose code is loaded then; returns the
 * exit code. Throws what the command throws.
 */
export async function runProgram(
  argv: readonly string[],
  run: (command: RunCommand, args: readonly string[], options: CommandOptions) => Promise<number>,
): Promise<number> {
  let exitCode = 0;
  const action =
    (load: () => Promise<RunCommand>): Handler =>
    async (...all) => {
      const command = all.at(-1) as Command;
      exitCode = await run(await load(), command.args, command.optsWithGlobals<CommandOptions>());
    };
  // Help is Commander's own output.
  ignoreBrokenPipe(process.stdout);
  try {
    await buildProgram(argv, action).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 2;
    throw cause;
  }
}

function buildProgram(argv: readonly string[], action: Parameters<Register>[1]): Command {
  const program = new Command('godrift')
    .description('Watches the Go environment that builds a project, and says when it drifts.')
    .version(VERSION, '--version')
    .exitOverride()
    .showHelpAfterError('(godrift --help shows what there is)');
  addOptions(program, GLOBAL_OPTIONS);

  // Only the command that runs: help and unknown commands need all of them.
  const [wanted] = argv.filter((word) => Object.hasOwn(COMMANDS, word));
  const isPlain = wanted !== undefined && argv[0] === wanted;
  for (const [name, register] of Object.entries(COMMANDS))
    if (!isPlain || name === wanted) register(program, action);
  for (const command of [program, ...program.commands])
    addExamples(command, command === program ? '' : command.name());
  return program;
}

/** The command line with every command, to be looked at and not to be run. */
function wholeProgram(): Command {
  return buildProgram([], () => async () => undefined);
}

function addExamples(command: Command, name: string): void {
  const examples = EXAMPLES[name] ?? [];
  if (examples.length === 0) return;
  const lines = alignColumns(examples.map(([line, does]) => [`  ${line}`, does]));
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Each command's own part of the command line. */
const COMMANDS: Readonly<Record<string, Register>> = {
  check: (program, action) => {
    const check = program
      .command('check')
      .argument('[dir...]')
      .description(
        'compare with what the project declares and with the baseline; exits 0 in sync, 1 drift, 2 could not tell',
      )
      .action(action(async () => (await import('./check.ts')).check));
    addOptions(check, CHECK_OPTIONS);
  },
  collect: (program, action) => {
    program
      .command('collect')
      .argument('[dir...]')
      .description('the collector: keeps watching, serves /metrics and a status page, sends OTLP')
      .option('--listen <address>', 'host:port to serve on (default: 127.0.0.1:9464)')
      .option('--interval <duration>', "how often the inputs' stat data is looked at (default: 5s)")
      .option('--once', 'collect once, print the metrics, end')
      .option('--allow-host <names>', 'also answer to these Host names', splitList)
      .option('--web.config.file <file>', 'TLS and credentials, in the format of Prometheus exporters')
      .option('--open-probes', '/healthz and /readyz ask for no credentials: a kubelet has none')
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
  rollback: (program, action) => {
    const rollback = program
      .command('rollback')
      .description('put the SDK, the variables or the build cache back: journalled, checked by Go, audited');
    const common = (command: Command) =>
      command
        .option('--reason <text>', 'goes into the audit log and the span')
        .option('--wait [duration]', 'wait for go processes and other rollbacks (default: 5m)')
        .option('--dry-run', 'print the plan and change nothing');
    common(rollback.command('sdk'))
      .description('the Go SDK; verified by go, $GOROOT/VERSION, the compiler and a build')
      .requiredOption(
        '--to <version>',
        'goX.Y.Z, baseline, or previous (what the last rollback of this scope replaced)',
      )
      .addOption(
        new Option('--scope <scope>', 'shell prints code for eval')
          .choices(['user', 'project', 'shell'])
          .default('shell'),
      )
      .addOption(shellOption())
      .addOption(
        new Option('--via <way>', 'by the module proxy, or by golang.org/dl')
          .choices(['proxy', 'dl'])
          .default('proxy'),
      )
      .option('--timeout <duration>', 'for everything, downloads too (default: 10m)')
      .action(action(async () => (await import('./rollback-sdk.ts')).rollbackSdk));
    common(rollback.command('env'))
      .argument('[cmd...]')
      .description('run one process with the variables of a snapshot, or print them as shell code')
      .requiredOption('--to <snapshot>', "a file, or the name of one of envsnap's")
      .option('--running-shells', 'at its next prompt, every running shell with the hook rolls back to it')
      .addOption(shellOption())
      .action(action(async () => (await import('./rollback-env.ts')).rollbackEnv));
    common(rollback.command('cache'))
      .description('the GOCACHE before the last rotate; a new one where the present one is corrupt')
      .option('--to <root>', 'previous', 'previous')
      .option(
        '--binaries <paths>',
        'programs, or directories of them, to look for corrupt entries in',
        splitList,
      )
      .action(action(async () => (await import('./rollback-cache.ts')).rollbackCache));
    rollback
      .command('recover')
      .description('finish or undo what a crash cut off')
      .action(action(async () => (await import('./rollback-recover.ts')).rollbackRecover));
  },
  cache: (program, action) => {
    const cache = program
      .command('cache')
      .description("Go's caches: the build cache in generations, and whether what they hold is intact");
    cache
      .command('rotate')
      .description('a new, empty GOCACHE for builds from now on; the old one stays')
      .option('--reason <text>', 'goes into the audit log and the span')
      .option('--wait [duration]', 'wait for other rollbacks (default: 5m)')
      .option('--dry-run', 'print the plan and change nothing')
      .action(action(async () => (await import('./cache.ts')).cacheRotate));
    cache
      .command('status')
      .description('where the caches are, what is in them, and what the last verification found')
      .action(action(async () => (await import('./cache-status.ts')).cacheStatus));
    cache
      .command('verify')
      .description(
        'read what the caches hold: exits 1 where it is not what it should be, 2 where it cannot be told',
      )
      .option('--modules', 'only the module cache, vendor and replacements, against go.sum')
      .option('--build', 'only the build cache: each output by content, each entry by its output')
      .option('--binaries <paths>', 'programs, or directories of them: which hold corrupt entries', splitList)
      .option('--trust', 'take the outputs that the build cache has now for the right ones')
      .option('--no-zips', 'leave out the zips that the modules were unpacked from')
      .option('--full', 'read also what looks as it did when it was verified')
      .action(action(async () => (await import('./cache-verify.ts')).cacheVerify));
    cache
      .command('gc')
      .description('delete generations that nothing uses any more')
      .option('--min-age <duration>', 'only those out of use for so long (default: 24h)')
      .option('--keep <count>', 'so many of the last ones stay (default: 2)')
      .action(action(async () => (await import('./cache.ts')).cacheGc));
  },
  audit: (program, action) => {
    const audit = program
      .command('audit')
      .description('every rollback, in a log whose lines prove each other');
    audit
      .command('list', { isDefault: true })
      .action(action(async () => (await import('./audit.ts')).auditList));
    audit
      .command('verify')
      .description('exits 1 where a line was changed, removed or moved')
      .action(action(async () => (await import('./audit.ts')).auditVerify));
    audit
      .command('export')
      .addOption(new Option('--format <format>').choices(['jsonl', 'csv']).default('jsonl'))
      .action(action(async () => (await import('./audit.ts')).auditExport));
  },
  hook: (program, action) => {
    program
      .command('hook')
      .argument('<shell>', 'bash, zsh or fish')
      .description('shell code for eval: the prompt hook, and envsnap')
      .action(action(async () => (await import('./hook.ts')).hook));
  },
  init: (program, action) => {
    program
      .command('init')
      .description(
        'put godrift into this repository: godrift.yaml, baseline, make check-env, pre-commit hook, CI jobs',
      )
      .option('--yes', 'write without asking')
      .option('--dry-run', 'show the diff and change nothing')
      .option('--remove', 'take everything out again')
      .action(action(async () => (await import('./init.ts')).init));
  },
  completion: (program, action) => {
    program
      .command('completion')
      .argument('<shell>', 'bash, zsh or fish')
      .description('shell code that completes commands and options')
      .action(
        action(async () => {
          const { completion } = await import('./completion/completion.ts');
          return (session, args) => completion(session, args, wholeProgram());
        }),
      );
  },
  doctor: (program, action) => {
    program
      .command('doctor')
      .description('is everything that godrift needs there?')
      .action(action(async () => (await import('./doctor.ts')).doctor));
  },
};

function shellOption(): Option {
  return new Option('--shell <shell>', 'whose code is printed')
    .choices(['bash', 'zsh', 'fish'])
    .default('bash');
}

function addOptions(command: Command, specs: readonly OptionSpec[]): void {
  for (const { flags, description, choices, default: value, list } of specs) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices(choices);
    if (value !== undefined) option.default(value);
    if (list === true) option.argParser(splitList);
    command.addOption(option);
  }
}
