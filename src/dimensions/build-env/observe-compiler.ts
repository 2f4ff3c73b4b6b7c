import { relative } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { goMessage } from '../../domain/go-message.ts';
import { compareGoVersions } from '../../domain/go-version.ts';
import { posixQuote } from '../../domain/posix-quote.ts';
import type { Project } from '../../domain/project.ts';
import { redactMessage, redactVariable } from '../../domain/redact.ts';
import { unsetEverywhere } from '../../domain/unset-setting.ts';
import { type CToolLookup, cToolVersion, findCTool, installAdvice } from '../../host/c-tool.ts';
import { type CgoUse, observeCgoUse } from '../../host/cgo-use.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';

type Env = Readonly<Record<string, string>>;

const NONE: Facts = { portable: {}, local: {}, origins: {} };

/**
 * The C compiler that cgo would run: fact `CC.version`, the first line of its `--version`. Under `local`: `refused.NAME` for values
 * that Go cannot parse, `CC.missing`, `CC.unstarted`, `CC.needed` and `CC.fix`; with cgo off `CGO_ENABLED.fix`, `cgo.lost` and `cgo.refused`.
 */
export async function observeCompiler(
  host: Host,
  env: Env,
  project: Project,
  declared: Declared,
): Promise<Facts> {
  const refused = ['CC', 'CXX', 'FC'].flatMap((name) => {
    const value = host.go.configured(name)?.value ?? '';
    const found = findCTool(host, name, value);
    return found?.state === 'refused' ? [[name, redactMessage(found.message, name, value)] as const] : [];
  });
  if (refused.length > 0) return refusedFacts(host, refused);
  const compiler = findCTool(host, 'CC', env.CC ?? '');
  if (compiler === null || compiler.state === 'refused') return NONE;
  const needed = () => cgoUse(host, project, declared);
  if (env.CGO_ENABLED !== '1') return withoutCgo(host, env, compiler, { project, use: await needed() });
  if (compiler.state === 'missing')
    return missingCompiler(host, compiler, {
      version: (env.GOVERSION ?? '').replace(/^go/, ''),
      use: await needed(),
    });
  const version = await cToolVersion(host, compiler);
  if (version === null) return NONE;
  return {
    portable: { 'CC.version': version },
    local: {},
    origins: { 'CC.version': tilde(compiler.path, host.home) },
  };
}

/** What keeps Go from listing packages is told elsewhere. */
async function cgoUse(host: Host, project: Project, declared: Declared): Promise<CgoUse | null> {
  try {
    return await observeCgoUse(host, project, declared);
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

function refusedFacts(host: Host, refused: readonly (readonly [name: string, message: string])[]): Facts {
  return {
    portable: {},
    local: Object.fromEntries(refused.map(([name, message]) => [`refused.${name}`, message])),
    origins: Object.fromEntries(
      refused.flatMap(([name]) => {
        const hidden = host.go.hidden(name);
        return [
          [name, host.go.configured(name)?.origin ?? 'environment'],
          ...(hidden === null ? [] : [[`hidden.${name}`, hidden.origin]]),
        ];
      }),
    ),
  };
}

function missingCompiler(
  host: Host,
  compiler: Extract<CToolLookup, { state: 'missing' }>,
  { version, use }: { readonly version: string; readonly use: CgoUse | null },
): Facts {
  const { command, path, message } = compiler;
  // Before 1.20 SDKs brought the standard library's packages compiled.
  const compilesStandard = compareGoVersions(version, '1.20') >= 0;
  const isNeeded = use !== null && (use.packages.length > 0 || (use.standard && compilesStandard));
  const shown = redactVariable('CC', command);
  const said = path === null ? `C compiler ${JSON.stringify(command)} not found: ${message}` : message;
  const unset = unsetEverywhere('CC', host.go.configured('CC')?.origin, host.go.hidden('CC')?.origin);
  const ways = [
    ...(unset === null || host.which('gcc').length + host.which('clang').length === 0 ? [] : [unset]),
    installAdvice(host, compiler, 'C'),
    ...(use !== null && use.packages.length === 0 ? ['build without cgo: export CGO_ENABLED=0'] : []),
  ];
  return {
    ...NONE,
    local: {
      'CC.missing': shown,
      'CC.fix': ways.join('  # or '),
      ...(path === null ? {} : { 'CC.unstarted': redactMessage(said, 'CC', command) }),
      ...(isNeeded ? { 'CC.needed': redactMessage(said, 'CC', command) } : {}),
    },
  };
}

/** How cgo comes back, and which packages lack it. */
function withoutCgo(
  host: Host,
  env: Env,
  compiler: Exclude<CToolLookup, { state: 'refused' }>,
  { project, use }: { readonly project: Project; readonly use: CgoUse | null },
): Facts {
  const origin = host.go.configured('CGO_ENABLED')?.origin;
  const set = unsetEverywhere('CGO_ENABLED', origin, host.go.hidden('CGO_ENABLED')?.origin);
  const crosses = env.GOOS !== env.GOHOSTOS || env.GOARCH !== env.GOHOSTARCH;
  const lost = use?.without ?? [];
  const refusal = lost.find(({ message }) => message !== null);
  const named = [...lost].sort((a, b) => Number(b === refusal) - Number(a === refusal));
  const ways = [
    ...(set === null ? [] : [set]),
    ...(crosses
      ? [`export CGO_ENABLED=1 CC=…  # a C compiler for ${env.GOOS}/${env.GOARCH}`]
      : [wayToCompiler(host, compiler)]),
  ].filter((way) => way !== '');
  return {
    ...NONE,
    local: {
      'CGO_ENABLED.fix': ways.join('; '),
      ...(compiler.state === 'missing' && compiler.path === null && !crosses
        ? { 'CC.absent': compiler.command }
        : {}),
      ...(refusal === undefined ? {} : { 'cgo.refused': goMessage(refusal.message ?? '') }),
      ...(named.length === 0
        ? {}
        : { 'cgo.lost': named.map(({ path, file }) => shownPackage(project, path, file)).join('\n') }),
    },
  };
}

/** Go takes cgo as off where its default compiler is not in PATH: a CC of the env file does not count for that. */
function wayToCompiler(host: Host, compiler: Exclude<CToolLookup, { state: 'refused' }>): string {
  if (compiler.state === 'missing') return installAdvice(host, compiler, 'C');
  const set = host.go.configured('CC');
  const isOff = host.go.configured('CGO_ENABLED') === null;
  if (!isOff || set === null || set.origin === 'environment') return '';
  return redactVariable('CC', set.value) === set.value ? `export CC=${posixQuote(set.value)}` : 'export CC=…';
}

function shownPackage({ dir }: Project, path: string, file: string): string {
  const place = relative(dir, file);
  const shown = place.startsWith('..') ? file.slice(file.lastIndexOf('/') + 1) : place;
  return `${path.startsWith('/') ? relative(dir, path) || '.' : path}: ${shown}`;
}
