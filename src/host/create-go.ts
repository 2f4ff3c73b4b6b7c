import { dirname, join } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import { parseGoVersionOutput } from '../domain/go-version-output.ts';
import { redactText } from '../domain/redact.ts';
import type { Go, GoIdentity, GoRunOptions, GoSelection, LocalGo } from './go.ts';
import { childEnvironment } from './go-environment.ts';
import { readGoSettings } from './go-settings.ts';
import type { Host, RunResult } from './host.ts';
import { parseToolchainTrace } from './toolchain-trace.ts';

const MISSING_FIX = 'install Go, or put its bin directory into PATH';
/** Messages with which `go` refuses to start at all, and the variable each is about. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/cannot find GOROOT directory/, 'GOROOT'],
  [/unknown GOEXPERIMENT|GOEXPERIMENT \S+ (is )?not supported/, 'GOEXPERIMENT'],
];

/** The `go` command as one project sees it. Every answer is kept for this run. */
export function createGo(
  host: Omit<Host, 'go'>,
  options: { readonly projectDir: string; readonly online: boolean },
): Go {
  const settings = once(() => readGoSettings(host));
  const refused = new Map<string, string>();

  const goPath = once((): string => {
    const path = host.which('go')[0];
    if (path === undefined)
      throw new CollectError('go_missing', 'there is no go in PATH', { fix: MISSING_FIX });
    return path;
  });

  async function start(
    args: readonly string[],
    extra: Readonly<Record<string, string>>,
    more: GoRunOptions = {},
  ): Promise<RunResult> {
    for (;;) {
      const known = refused.size;
      const base = childEnvironment({ env: host.env, settings: settings(), online: options.online, refused });
      const result = await host.run(goPath(), args, {
        env: { ...base, ...extra, ...more.env },
        cwd: more.cwd ?? options.projectDir,
        ...(more.timeoutMs === undefined ? {} : { timeoutMs: more.timeoutMs }),
        ...(more.sharedBy === undefined ? {} : { sharedBy: [...more.sharedBy, ...settingsFiles()] }),
      });
      if (result.exitCode === 0) return result;
      const refusal = REFUSALS.find(([message]) => message.test(result.stderr))?.[1];
      if (refusal !== undefined && !refused.has(refusal)) refused.set(refusal, firstLine(result.stderr));
      // Another command may have found it out meanwhile.
      if (refusal === undefined || refused.size === known) return result;
    }
  }

  /** What every answer of the local SDK hangs on, wherever it is asked. */
  const settingsFiles = once((): readonly string[] => {
    const { file } = settings();
    const root = sdkRoot();
    return [
      ...(file === null ? [] : [file]),
      ...(root === null ? [] : [join(root, 'VERSION'), join(root, 'go.env')]),
    ];
  });

  const localIdentity = once(async (): Promise<GoIdentity> => {
    const result = await start(['version'], { GOTOOLCHAIN: 'local' }, { sharedBy: [] });
    if (result.exitCode !== 0) throw failed(result);
    return identityOf(result.stdout);
  });

  const local = once(async (): Promise<LocalGo> => {
    const path = goPath();
    const realpath = host.realpath(path) ?? path;
    return { ...(await localIdentity()), path, realpath };
  });

  /** The local SDK's root by the place of its `go`; null where that is a wrapper. */
  const sdkRoot = once((): string | null => {
    const root = dirname(dirname(host.realpath(goPath()) ?? goPath()));
    return host.readText(join(root, 'VERSION')) === null ? null : root;
  });

  const configured = (key: string) => {
    const own = settings().configured(key, null);
    return own ?? settings().configured(key, rootOrNull(sdkRoot));
  };

  /** Go switches only where modules are on, and never with GOTOOLCHAIN=local. */
  const staysLocal = once((): boolean => {
    const mode = configured('GOTOOLCHAIN')?.value ?? '';
    return mode === 'local' || mode === '' || configured('GO111MODULE')?.value === 'off';
  });

  const selection = once(async (): Promise<GoSelection> => {
    if (staysLocal()) return runningLocal(await local());
    const debug = [host.env.GODEBUG, 'toolchaintrace=1']
      .filter((part) => part !== undefined && part !== '')
      .join(',');
    const [identity, result] = await Promise.all([
      local(),
      start(['version'], { GODEBUG: debug, GOPROXY: 'off' }),
    ]);
    const trace = parseToolchainTrace(result.stderr);
    if (result.exitCode === 0) {
      return {
        state: 'running',
        ...identityOf(result.stdout),
        toolchain: trace.using ?? 'local',
        present: true,
        selectedBy: trace.requiredBy,
      };
    }
    if (!trace.notDownloaded || trace.selected === null) {
      return {
        state: 'refused',
        toolchain: trace.selected,
        selectedBy: trace.requiredBy,
        message: trace.error ?? firstLine(result.stderr),
      };
    }
    const fix = `godrift check --online, or download it: GOTOOLCHAIN=${trace.selected} go version`;
    const missing = `${trace.selected} is selected${trace.requiredBy === null ? '' : ` (${trace.requiredBy})`} but not on this machine`;
    if (!options.online) throw new CollectError('offline', missing, { fix });
    const known = await start(
      ['list', '-m', `golang.org/toolchain@v0.0.1-${trace.selected}.${identity.goos}-${identity.goarch}`],
      { GOTOOLCHAIN: 'local', GO111MODULE: 'on', GOWORK: 'off' },
    );
    if (known.exitCode !== 0) {
      return {
        state: 'refused',
        toolchain: trace.selected,
        selectedBy: trace.requiredBy,
        message: trace.error ?? missing,
      };
    }
    return {
      ...identity,
      state: 'running',
      version: trace.selected,
      toolchain: trace.selected,
      present: false,
      selectedBy: trace.requiredBy,
    };
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
    if (configured('GO111MODULE')?.value === 'off' || configured('GOWORK') !== null) return null;
    for (let dir = options.projectDir; ; dir = dirname(dir)) {
      if (host.stat(join(dir, 'go.work')) !== null) return null;
      if (dir === dirname(dir)) break;
    }
    const file = join(options.projectDir, 'go.mod');
    return host.stat(file)?.kind === 'file' ? host.realpath(file) : null;
  }

  const env = once(async (): Promise<Readonly<Record<string, string>>> => {
    const module = plainModule();
    const more = module === null ? {} : { sharedBy: [] };
    const result = await start(['env', '-json'], { GOTOOLCHAIN: await usable() }, more);
    if (result.exitCode !== 0) throw failed(result);
    const values: Record<string, string> = {
      ...parseEnvJson(result.stdout),
      ...(module === null ? {} : { GOMOD: module }),
    };
    const root = values.GOROOT ?? '';
    for (const file of [join(root, 'VERSION'), join(root, 'go.env'), join(root, 'bin', 'go')])
      host.stat(file);
    if (
      (await usable()) === 'local' &&
      !refused.has('GOROOT') &&
      host.realpath(join(root, 'bin', 'go')) !== (await local()).realpath
    ) {
      host.volatile(
        'the go in PATH is not the one in its GOROOT: a wrapper may choose another one at any time',
      );
    }
    const observed = Object.fromEntries(
      ['GOFLAGS', 'GOTOOLCHAIN', 'GOENV', 'GODEBUG', 'GOCACHEPROG', ...refused.keys()].map((name) => [
        name,
        configured(name)?.value ?? '',
      ]),
    );
    return { ...values, ...observed, GOENV: settings().file ?? 'off' };
  });

  return {
    online: options.online,
    local,
    selection,
    running: async () => {
      const selected = await selection();
      if (selected.state === 'refused') throw new CollectError('go_failed', selected.message);
      const values = await env();
      return { ...selected, goroot: values.GOROOT ?? '', env: values };
    },
    env,
    configured,
    setting: async (key) => configured(key) ?? { value: (await env())[key] ?? '', origin: 'default' },
    refusedVariables: async () => {
      await local();
      return refused;
    },
    run: async (args, more = {}) => {
      const toolchain = more.toolchain === 'local' ? 'local' : await usable();
      return start(args, { GOTOOLCHAIN: toolchain, ...(options.online ? {} : { GOPROXY: 'off' }) }, more);
    },
  };
}

function runningLocal(identity: GoIdentity): GoSelection {
  const { version, goos, goarch } = identity;
  return { state: 'running', version, goos, goarch, toolchain: 'local', present: true, selectedBy: null };
}

function rootOrNull(sdkRoot: () => string | null): string | null {
  try {
    return sdkRoot();
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason === 'go_missing') return null;
    throw cause;
  }
}

function identityOf(stdout: string): GoIdentity {
  const identity = parseGoVersionOutput(stdout.trim());
  if (identity === null) {
    throw new CollectError(
      'invalid_output',
      `go version printed something that is no Go version: ${firstLine(stdout)}`,
    );
  }
  return identity;
}

function parseEnvJson(stdout: string): Record<string, string> {
  try {
    const values: unknown = JSON.parse(stdout);
    if (typeof values === 'object' && values !== null) {
      return Object.fromEntries(Object.entries(values).filter((entry) => typeof entry[1] === 'string'));
    }
  } catch {
    // Falls through: what was printed is said below.
  }
  throw new CollectError(
    'invalid_output',
    `go env -json printed something that is no JSON object: ${firstLine(stdout)}`,
  );
}

function failed(result: RunResult): CollectError {
  return new CollectError('go_failed', firstLine(result.stderr) || `go exited with ${result.exitCode}`);
}

function firstLine(text: string): string {
  const line = text.split('\n').find((part) => part.trim() !== '' && !part.startsWith('#')) ?? '';
  return redactText(line.trim()).slice(0, 300);
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}
