import { delimiter, dirname, isAbsolute, join, parse } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import { goMessage, isUnreachable } from '../domain/go-message.ts';
import { GO_VARIABLES, isShellOnly } from '../domain/go-variables.ts';
import { redactMessage } from '../domain/redact.ts';
import { selectsToolchain } from '../domain/toolchain-choice.ts';
import { effectiveSetting, isUnknown, withoutEffect } from './effective-setting.ts';
import { findCulprits } from './find-culprits.ts';
import type {
  EffectiveSetting,
  Go,
  GoIdentity,
  GoRunOptions,
  GoSelection,
  GoSetting,
  LocalGo,
  Refusal,
  RunningGo,
  SelectionInputs,
} from './go.ts';
import { failed, identityOf, parseEnvJson } from './go-answers.ts';
import { childEnvironment } from './go-environment.ts';
import { readGoSettings, tilde } from './go-settings.ts';
import type { Host, RunResult } from './host.ts';
import type { PackageListing, PackageQuery } from './list-packages.ts';
import { versionVariable } from './manager-variables.ts';
import { neutralValues } from './neutral-values.ts';
import { sdkOfPlace } from './sdk-place.ts';
import { offlineError, selectToolchain } from './select-toolchain.ts';
import { readVersionLines } from './version-lines.ts';

const MISSING_FIX = 'install Go, or put its bin directory into PATH';
/** The children's own differ, by design. */
const OBSERVED = ['GOFLAGS', 'GOTOOLCHAIN', 'GOCACHEPROG'];
const TRACE = 'toolchaintrace=1';
type Env = Readonly<Record<string, string>>;

/** The `go` command as one project sees it. Every answer is kept for this run. */
export function createGo(
  host: Omit<Host, 'go'>,
  options: { readonly projectDir: string; readonly online: boolean },
): Go {
  const settings = once(() => {
    const read = readGoSettings(host);
    if (read.unread === 'not readable')
      host.volatile('the env file of Go cannot be read: a directory above may hide it');
    return read;
  });
  const refused = new Map<string, Refusal>();
  /** The SDK that a wrapper said it runs. */
  let askedRoot: string | null = null;

  const goPath = once((): string => {
    const path = host.which('go')[0];
    if (path === undefined)
      throw new CollectError('go_missing', 'there is no go in PATH', { fix: MISSING_FIX });
    return path;
  });

  const realpath = once((): string => host.realpath(goPath()) ?? goPath());

  const place = once((): string | null => {
    try {
      return sdkOfPlace(host, realpath());
    } catch (cause) {
      if (cause instanceof CollectError) return null;
      throw cause;
    }
  });

  const isWrapper = (): boolean => place() === null;

  /** Whose go.env counts, as far as it is known (cmd/go/internal/cfg: initEnvCache). */
  const sdkRoot = (): string | null => {
    if (isWrapper()) return askedRoot;
    const own = settings().configured('GOROOT', null)?.value ?? '';
    return own === '' || refused.has('GOROOT') ? place() : own;
  };

  const inShell = (key: string): GoSetting | null =>
    (host.env[key] ?? '') === '' ? null : { value: host.env[key] ?? '', origin: 'environment' };

  const configured = (key: string): GoSetting | null =>
    isShellOnly(key)
      ? inShell(key)
      : (settings().configured(key, null) ?? settings().configured(key, sdkRoot()));

  const hasRelativeGopath = (): boolean =>
    (configured('GOPATH')?.value ?? '').split(delimiter).some((path) => path !== '' && !isAbsolute(path));

  const isOff = (): boolean => configured('GO111MODULE')?.value === 'off';

  /** Everything set that a `go` child gets, by name. */
  const passedOn = (extra: Env, left: ReadonlySet<string>): ReadonlyMap<string, string> =>
    new Map(
      [...GO_VARIABLES, 'TMPDIR'].flatMap((name) => {
        const value = name === 'TMPDIR' ? host.env.TMPDIR : (configured(name)?.value ?? '');
        const isPassed = name !== 'GOCACHEPROG' && (name !== 'GOFLAGS' || extra.GOFLAGS === value);
        return value === undefined || value === '' || left.has(name) || !isPassed
          ? []
          : [[name, value] as const];
      }),
    );

  async function attempt(
    args: readonly string[],
    extra: Env,
    more: GoRunOptions,
    left: ReadonlySet<string>,
  ): Promise<RunResult> {
    const base = {
      ...neutralValues(
        host,
        [...left].filter((name) => configured(name)?.origin === '$GOROOT/go.env'),
      ),
      ...childEnvironment({ env: host.env, settings: settings(), online: options.online, refused: left }),
    };
    const flags = extra.GOFLAGS !== undefined && left.has('GOFLAGS') ? { GOFLAGS: base.GOFLAGS ?? '' } : {};
    const debug = extra.GODEBUG !== undefined && left.has('GODEBUG') ? { GODEBUG: TRACE } : {};
    const runIn = (GOENV: Env): Promise<RunResult> =>
      host.run(goPath(), args, {
        env: { ...base, ...GOENV, ...extra, ...flags, ...debug, ...more.env },
        cwd: more.cwd ?? options.projectDir,
        ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
        ...(more.sharedBy === undefined ? {} : { sharedBy: [...more.sharedBy, ...settingsFiles()] }),
      });
    const program = configured('GOCACHEPROG');
    if (program?.origin !== '$GOROOT/go.env' || program.value === '') return runIn({});
    // No value of the variable names no program: only an empty line of an env file overrides $GOROOT/go.env.
    const kept = base.GOENV === 'off' ? [] : [...settings().fileValues];
    const { withPrivateCopy } = await import('./private-copy.ts');
    return withPrivateCopy(async ({ dir, write }) => {
      await write(
        'env',
        [...kept.map(([name, { value }]) => `${name}=${value}`), 'GOCACHEPROG=', ''].join('\n'),
      );
      return runIn({ GOENV: join(dir, 'env') });
    });
  }

  /**
   * Runs `go`, without the variables that keep it from starting. Only `go version` and `go env` are asked which those are:
   * other commands fail for reasons of their own, whose messages name variables too.
   */
  async function start(args: readonly string[], extra: Env, more: GoRunOptions = {}): Promise<RunResult> {
    const isVersion = args.length === 1 && args[0] === 'version';
    const isProbe = isVersion || args[0] === 'env';
    const mayVerify = (more.env?.GOTOOLCHAIN ?? extra.GOTOOLCHAIN) !== 'local';
    // Selection keeps what it verified below GOPATH before Go refuses a relative one: it would lie in the project.
    if (mayVerify && hasRelativeGopath()) await local();
    const known = [...refused].filter(([, { everywhere }]) => everywhere || !isVersion);
    const left = new Set(known.map(([name]) => name));
    for (;;) {
      const result = await attempt(args, extra, more, left);
      if (result.exitCode === 0) return result;
      if (!isProbe) {
        await env().catch(() => {});
        const learned = [...refused.keys()].filter((name) => !left.has(name));
        if (learned.length === 0) return result;
        for (const name of learned) left.add(name);
        continue;
      }
      const culprits = await findCulprits(
        result,
        (names) => attempt(args, extra, more, new Set([...left, ...names])),
        passedOn(extra, left),
      );
      if (culprits.length === 0) return result;
      for (const name of culprits) {
        left.add(name);
        const everywhere = isVersion || refused.get(name)?.everywhere === true;
        const message = redactMessage(goMessage(result.stderr), name, configured(name)?.value ?? '');
        refused.set(name, { message, everywhere });
      }
    }
  }

  /** What every answer of the local SDK depends on, wherever it is asked. */
  const settingsFiles = (): readonly string[] => {
    const { file } = settings();
    const root = sdkRoot();
    return [
      ...(file === null ? [] : [file]),
      ...(root === null ? [] : [join(root, 'VERSION'), join(root, 'go.env')]),
    ];
  };

  /** A wrapper's answer depends on the directory: looks at other projects must ask for themselves. */
  const shareable = (): GoRunOptions => (isWrapper() ? {} : { sharedBy: [] });

  const localIdentity = once(async (): Promise<GoIdentity> => {
    const result = await start(['version'], { GOTOOLCHAIN: 'local' }, shareable());
    if (result.exitCode !== 0) throw failed(result);
    return identityOf(result.stdout);
  });

  const local = once(async (): Promise<LocalGo> => {
    const path = goPath();
    const identity = await localIdentity();
    const wrapper = isWrapper();
    const variable = wrapper ? versionVariable(host.env, `${path}\0${realpath()}`, identity.version) : null;
    const chosenBy = variable === null ? null : `${variable} from the environment`;
    return { ...identity, path, realpath: realpath(), wrapper, chosenBy };
  });

  const localEnv = once((): Promise<Env> => askEnv('local'));

  const ready = once(async (): Promise<void> => {
    if (!isWrapper()) return;
    try {
      askedRoot = (await localEnv()).GOROOT ?? null;
    } catch (cause) {
      if (!(cause instanceof CollectError)) throw cause;
    }
  });

  /** GOTOOLCHAIN as Go sees it: of what a wrapper sets, only Go itself knows. Exactly this command never switches. */
  const mode = once(async (): Promise<GoSetting> => {
    await ready();
    const set = configured('GOTOOLCHAIN') ?? { value: '', origin: 'default' };
    if (!isWrapper()) return set;
    const said = (await start(['env', 'GOTOOLCHAIN'], {})).stdout.trim();
    return said === set.value
      ? set
      : { value: said, origin: said === '' ? 'default' : tilde(goPath(), host.home) };
  });

  const selectionInputs = once(
    async (): Promise<SelectionInputs> => ({
      mode: await mode(),
      lines: readVersionLines(host, options.projectDir, configured('GOWORK')?.value ?? ''),
      modulesOff: isOff(),
    }),
  );

  /** Go switches only where modules are on, and never with GOTOOLCHAIN=local. What a wrapper does must be asked. */
  const staysLocal = (): boolean => {
    const value = configured('GOTOOLCHAIN')?.value ?? '';
    return !isWrapper() && (value === 'local' || value === '' || isOff());
  };

  /** GOFLAGS is never inherited by what godrift runs; `go version` shows whether Go accepts it, and executes nothing. */
  const flags = (): Env => {
    const value = configured('GOFLAGS')?.value ?? '';
    return value === '' ? {} : { GOFLAGS: value };
  };

  const asIs = once((): Promise<RunResult> => {
    const debug = [host.env.GODEBUG, TRACE].filter((part) => (part ?? '') !== '').join(',');
    return start(['version'], { GODEBUG: debug, GOPROXY: 'off', ...flags() });
  });

  const checkFlags = once(async (): Promise<void> => {
    if (!staysLocal()) await asIs();
    else if (flags().GOFLAGS !== undefined) await start(['version'], { GOTOOLCHAIN: 'local', ...flags() });
  });

  const selection = once(async (): Promise<GoSelection> => {
    if (staysLocal()) return runningLocal(await local());
    const [identity, inputs, result] = await Promise.all([local(), selectionInputs(), asIs()]);
    const said = result.exitCode === 0 ? identityOf(result.stdout) : null;
    const selected = selectToolchain({ local: identity, inputs, asIs: result, said, configured });
    if (selected.state !== 'not_here') return selected;
    if (!options.online) throw offlineError(selected);
    const { toolchain, selectedBy, message } = selected;
    const known = await attempt(
      ['list', '-m', `golang.org/toolchain@v0.0.1-${toolchain}.${identity.goos}-${identity.goarch}`],
      { GOTOOLCHAIN: 'local', GO111MODULE: 'on', GOWORK: 'off' },
      // In the module itself an SDK that is too old for it refuses to list anything.
      { cwd: parse(options.projectDir).root },
      new Set(refused.keys()),
    );
    if (known.exitCode === 0)
      return { ...identity, state: 'running', version: toolchain, toolchain, present: false, selectedBy };
    if (isUnreachable(known.stderr))
      throw new CollectError('offline', `${message}: ${goMessage(known.stderr)}`, {
        fix: 'check the connection to GOPROXY',
      });
    return { state: 'refused', toolchain, selectedBy, message: goMessage(result.stderr), fix: null };
  });

  /** What GOTOOLCHAIN must be for the selected toolchain to answer, without a download. */
  const usable = once(async (): Promise<string> => {
    // Nothing to wait for: other commands run beside `go version`.
    if (staysLocal()) return 'local';
    try {
      const selected = await selection();
      return selected.state === 'running' && selected.present ? selected.toolchain : 'local';
    } catch (cause) {
      if (cause instanceof CollectError && cause.reason === 'offline') return 'local';
      throw cause;
    }
  });

  /** The go.mod of a module outside any workspace: nothing but GOMOD tells its `go env` from another module's. */
  function plainModule(): string | null {
    if (isWrapper() || isOff() || configured('GOWORK') !== null) return null;
    for (let dir = options.projectDir; ; dir = dirname(dir)) {
      if (host.stat(join(dir, 'go.work')) !== null) return null;
      if (dir === dirname(dir)) break;
    }
    const file = join(options.projectDir, 'go.mod');
    return host.stat(file)?.kind === 'file' ? host.realpath(file) : null;
  }

  async function askEnv(toolchain: string): Promise<Env> {
    const module = plainModule();
    const result = await start(
      ['env', '-json'],
      { GOTOOLCHAIN: toolchain },
      module === null ? {} : shareable(),
    );
    if (result.exitCode !== 0) throw failed(result);
    return { ...parseEnvJson(result.stdout), ...(module === null ? {} : { GOMOD: module }) };
  }

  /** Without what is only observed. */
  const answered = once(async (): Promise<Env> => {
    const toolchain = await usable();
    const values = await (toolchain === 'local' ? localEnv() : askEnv(toolchain));
    const root = values.GOROOT ?? '';
    for (const file of [join(root, 'VERSION'), join(root, 'go.env'), join(root, 'bin', 'go')])
      host.stat(file);
    const isElsewhere =
      toolchain === 'local' &&
      !refused.has('GOROOT') &&
      host.realpath(join(root, 'bin', 'go')) !== (await local()).realpath;
    if (isWrapper() || isElsewhere)
      host.volatile(
        'the go in PATH is not the one in its GOROOT: a wrapper may choose another one at any time',
      );
    return values;
  });

  const env = once(async (): Promise<Env> => {
    const [values, { value: GOTOOLCHAIN }] = await Promise.all([answered(), mode()]);
    const observed = [...OBSERVED, ...refused.keys()]
      .map((name) => [name, configured(name)?.value ?? ''] as const)
      // What this Go does not list is listed only where it is set.
      .filter(([name, value]) => value !== '' || name in values);
    const debug = (refused.has('GODEBUG') ? undefined : values.GODEBUG) ?? host.env.GODEBUG ?? '';
    return {
      ...values,
      ...Object.fromEntries(observed),
      ...(GOTOOLCHAIN === '' && !('GOTOOLCHAIN' in values) ? {} : { GOTOOLCHAIN }),
      GODEBUG: debug,
      GOENV: settings().file ?? 'off',
    };
  });

  /** What is set and what Go makes of it are two things: `CGO_ENABLED=false` is 1, GOVERSION is ignored. */
  const setting = async (key: string): Promise<EffectiveSetting> => {
    const values = await answered();
    // Read by the SDK in PATH, whichever it then selects.
    if (key === 'GOTOOLCHAIN')
      return selectsToolchain((await local()).version)
        ? { ...(await mode()), unused: null }
        : withoutEffect(configured(key));
    const set = configured(key);
    if (isShellOnly(key))
      return set === null ? withoutEffect(settings().inFile(key)) : { ...set, unused: null };
    if (isUnknown(key, values)) return withoutEffect(set);
    if (refused.has(key) || OBSERVED.includes(key) || !(key in values) || key === 'GOENV')
      return { ...(set ?? { value: (await env())[key] ?? '', origin: 'default' }), unused: null };
    const effective = effectiveSetting(key, {
      set,
      value: values[key] ?? '',
      wrapper: isWrapper() ? tilde(goPath(), host.home) : null,
      home: host.home,
    });
    // Go replaces the GOROOT of the SDK in PATH by that of the toolchain that it switches to.
    return key === 'GOROOT' && (await usable()) !== 'local' ? { ...effective, unused: null } : effective;
  };

  const run: Go['run'] = async (args, more = {}) => {
    const toolchain = more.toolchain === 'local' ? 'local' : await usable();
    return start(args, { GOTOOLCHAIN: toolchain, ...(options.online ? {} : { GOPROXY: 'off' }) }, more);
  };

  const running = async (): Promise<RunningGo> => {
    const selected = await selection();
    if (selected.state === 'refused') throw new CollectError('go_failed', selected.message);
    const values = await env();
    return { ...selected, goroot: values.GOROOT ?? '', env: values };
  };

  const listings = new Map<string, Promise<PackageListing>>();

  function packages(query: PackageQuery): Promise<PackageListing> {
    const key = query.project.dir;
    const listing = listings.get(key) ?? list(query);
    listings.set(key, listing);
    return listing;
  }

  async function list(query: PackageQuery): Promise<PackageListing> {
    const { listPackages } = await import('./list-packages.ts');
    const [{ version, goroot, env: values }] = await Promise.all([running(), checkFlags()]);
    const accepted = (name: string, value = '') => (refused.has(name) ? '' : value);
    const [flags, debug] = [
      accepted('GOFLAGS', configured('GOFLAGS')?.value),
      accepted('GODEBUG', host.env.GODEBUG),
    ];
    const { online } = options;
    const sdk = { version: version.replace(/^go/, ''), goroot, gomodcache: values.GOMODCACHE ?? '' };
    return listPackages({ host, run, ...sdk, flags, debug, online }, query);
  }

  return {
    online: options.online,
    local,
    selection,
    running,
    env,
    configured,
    hidden: (key) => (inShell(key) === null || isShellOnly(key) ? null : settings().inFile(key)),
    ready,
    selectionInputs,
    setting,
    refusedVariables: async () => {
      await local();
      await Promise.all([checkFlags(), env().catch(ignoreCollectError)]);
      return refused;
    },
    packages,
    run,
  };
}

function ignoreCollectError(cause: unknown): void {
  if (!(cause instanceof CollectError)) throw cause;
}

function runningLocal(identity: GoIdentity): GoSelection {
  const { version, goos, goarch } = identity;
  return { state: 'running', version, goos, goarch, toolchain: 'local', present: true, selectedBy: null };
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}
