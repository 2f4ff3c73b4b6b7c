import { isAbsolute, join, resolve } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import { parseGoFlags } from '../../domain/go-flags.ts';
import { goMessage } from '../../domain/go-message.ts';
import { compareGoVersions, goLang } from '../../domain/go-version.ts';
import type { ListedPackage } from '../../domain/listed-package.ts';
import type { Project } from '../../domain/project.ts';
import { wordsOf } from '../../domain/quoted-words.ts';
import { redactMessage } from '../../domain/redact.ts';
import type { Host } from '../../host/host.ts';
import { profileContent } from '../../host/profile-content.ts';
import { startError } from '../../host/start-error.ts';

type Flags = ReadonlyMap<string, string>;

/**
 * Why `go build` refuses GOFLAGS though `go version` accepts it, in Go's words; null where it does not. Most is what `go list`
 * says only because of them. What only a build reads (which program is behind -toolexec, the compiler's and the linker's own
 * flags, a profile) is asked of the files and of the tools themselves.
 */
export async function flagsRefusal(host: Host, project: Project, declared: Declared): Promise<string | null> {
  const value = host.go.configured('GOFLAGS')?.value ?? '';
  if (value === '') return null;
  const flags = parseGoFlags(value);
  try {
    const { flagsRefusal: listed, packages } = await host.go.packages({ project, declared });
    const said =
      listed ??
      missingProgram(host, flags) ??
      missingProfile(host, project, flags) ??
      (await toolRefusal(host, flags, packages));
    return said === null ? null : redactMessage(goMessage(said), 'GOFLAGS', value);
  } catch (cause) {
    // Go itself does not run here: that is told elsewhere.
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

function missingProgram(host: Host, flags: Flags): string | null {
  const [toolexec] = wordsOf(flags.get('toolexec') ?? '');
  const compiler = flags.get('compiler');
  const [name, program] =
    toolexec !== undefined
      ? ['-toolexec', toolexec]
      : compiler === 'gccgo'
        ? ['-compiler', 'gccgo']
        : [null, ''];
  if (name === null) return null;
  const [found] = host.which(program);
  if (found === undefined)
    return program.includes('/')
      ? `${name}: fork/exec ${program}: no such file or directory`
      : `${name}: exec: "${program}": executable file not found in $PATH`;
  const why = startError(host, found);
  return why === null ? null : `${name}: ${why}`;
}

function missingProfile(host: Host, project: Project, flags: Flags): string | null {
  const profile = flags.get('pgo') ?? 'off';
  if (profile === 'auto' || profile === 'off') return null;
  const file = isAbsolute(profile) ? profile : resolve(project.dir, profile);
  if (host.stat(file) === null) return `-pgo: open ${file}: no such file or directory`;
  const refused = profileContent(host, file);
  return refused === null ? null : `-pgo: ${file} is ${refused}`;
}

/** The tools parse their flags before they say their version. */
async function toolRefusal(
  host: Host,
  flags: Flags,
  packages: readonly ListedPackage[],
): Promise<string | null> {
  const hasMain = packages.some(({ Name, DepOnly }) => Name === 'main' && DepOnly !== true);
  const { GOTOOLDIR = '', GOVERSION = '' } = await host.go.env();
  for (const [flag, tool] of [
    ['gcflags', 'compile'],
    ['asmflags', 'asm'],
    ['ldflags', 'link'],
  ] as const) {
    const value = flags.get(flag) ?? '';
    const args = toolFlags(value, packages);
    // Of the project's own packages few have assembly, and all but a main package are not linked.
    const isUsed = tool === 'compile' || (tool === 'link' ? hasMain : value.startsWith('all='));
    const file = join(GOTOOLDIR, tool);
    if (args.length === 0 || !isUsed || host.stat(file) === null) continue;
    const language = /^--?lang=go(\S+)$/.exec(args.findLast((arg) => /^--?lang=/.test(arg)) ?? '')?.[1];
    if (
      tool === 'compile' &&
      language !== undefined &&
      compareGoVersions(goLang(language), goLang(GOVERSION.slice(2))) > 0
    )
      return `-gcflags: invalid value "go${language}" for -lang: max known version is "go${goLang(GOVERSION.slice(2))}"`;
    const env = { PATH: host.env.PATH ?? '', LC_ALL: 'C' };
    const { exitCode, stderr } = await host.run(file, [...args, '-V=full'], {
      env,
      timeoutMs: 5_000,
      reusable: true,
    });
    if (exitCode !== 0) return `-${flag}: ${stderr.split('\n')[0]}`;
  }
  return null;
}

/**
 * Without a pattern, or with one that something is built of (go help build). Values of `-X` are left out: what was run, and what
 * it said, is kept.
 */
function toolFlags(value: string, packages: readonly ListedPackage[]): readonly string[] {
  const [, pattern = '', list = value] = /^([^-='"\s][^=]*)=(.*)$/s.exec(value) ?? [];
  const isBuilt =
    /^(?:|all|\.\/\.\.\.|std)$/.test(pattern) || packages.some(({ ImportPath: path }) => path === pattern);
  if (!isBuilt) return [];
  const words = wordsOf(list);
  return words.map((word, index) =>
    /^--?X$/.test(words[index - 1] ?? '')
      ? word.replace(/=.*/s, '=')
      : word.replace(/^(--?X=?[^=]+=).*/s, '$1'),
  );
}
