import { parseArgs } from 'node:util';
import { CHECK_OPTIONS, GLOBAL_OPTIONS, type OptionSpec, splitList } from './check-options.ts';
import type { CommandOptions } from './command-options.ts';

const SPECS = [...GLOBAL_OPTIONS, ...CHECK_OPTIONS];

export interface CheckLine {
  readonly dirs: readonly string[];
  readonly options: CommandOptions;
}

/**
 * A well-formed `check` line, parsed by Node itself: loading Commander costs a quarter of an unchanged check. Null for
 * everything else (other commands, help, mistakes): that is Commander's.
 */
export function parseCheckLine(argv: readonly string[]): CheckLine | null {
  if (argv[0] !== 'check' || argv.includes('--')) return null;
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(1),
      allowPositionals: true,
      options: Object.fromEntries(
        SPECS.map((spec) => [
          nameOf(spec),
          { type: spec.flags.includes('<') ? 'string' : 'boolean', multiple: true } as const,
        ]),
      ),
    });
    const options: Record<string, unknown> = {};
    for (const spec of SPECS) {
      const given = values[nameOf(spec)];
      const last = given?.at(-1) ?? spec.default;
      if (last === undefined) continue;
      if (spec.choices !== undefined && !spec.choices.includes(String(last))) return null;
      const field = fieldOf(spec);
      // `--baseline` and `--no-baseline` on one line.
      if (field in options) return null;
      if (spec.list === true) options[field] = splitList(given?.join(',') ?? '');
      else options[field] = nameOf(spec).startsWith('no-') ? false : last;
    }
    return { dirs: positionals, options: options as unknown as CommandOptions };
  } catch {
    return null;
  }
}

/** `--fail-on <severity>` → `fail-on` */
function nameOf({ flags }: OptionSpec): string {
  return flags.split(' ')[0]?.slice(2) ?? '';
}

/** As Commander names it: `fail-on` → `failOn`, `no-baseline` → `baseline`. */
function fieldOf(spec: OptionSpec): string {
  return nameOf(spec)
    .replace(/^no-/, '')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
