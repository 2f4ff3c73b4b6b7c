import { dirname } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { goMessage } from '../../domain/go-message.ts';
import type { Project } from '../../domain/project.ts';
import { formatToolFact, type ToolFact, toolDetailKey } from '../../domain/tool-fact.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { KNOWN_TOOLS } from './known-tools.ts';
import { observeRunningGo } from './observe-running-go.ts';
import { type BuildInfo, parseBuildInfo } from './parse-build-info.ts';
import { LOCAL_GO } from './stale-tool.ts';
import { formatToolBuild } from './tool-build.ts';
import { toolName } from './tool-name.ts';

const UNTOLD: ToolFact = { version: null, goVersion: null, sum: null };

/**
 * The tools in PATH and what their binaries say; none is run. `local` has each one's path, its package, what only this machine's
 * build of it has, and what the Go that runs demands of tools that read Go source.
 */
export async function collectTools(host: Host, project: Project, declared: Declared): Promise<Facts> {
  const paths = new Map<string, string>();
  for (const name of toolNames(declared)) {
    // A name with a slash would be looked for in the project, not in PATH; keys with a space are details of a tool.
    const path = name === '' || /[/ ]/.test(name) ? undefined : host.which(name)[0];
    if (path !== undefined) paths.set(name, path);
  }
  const files = [...paths.values()];
  const [{ version }, printed] = await Promise.all([
    host.go.local(),
    files.length === 0 ? '' : printBuildInfo(host, files),
  ]);
  const built = parseBuildInfo(printed, files);
  const infos = [...paths].map(([name, path]) => [name, built.get(path)] as const);
  const facts = infos.map(([name, info]) => [name, formatToolFact(info?.fact ?? UNTOLD)]);
  return {
    portable: Object.fromEntries([...facts, ...infos.flatMap(portableDetails)]),
    local: {
      ...Object.fromEntries([...paths, ...infos.flatMap(localDetails)]),
      [LOCAL_GO]: version,
      ...(await observeRunningGo(host, project, declared, new Map(infos))),
    },
    origins: Object.fromEntries([...paths].map(([name, path]) => [name, tilde(dirname(path), host.home)])),
  };
}

type NamedInfo = readonly [name: string, info: BuildInfo | undefined];

function portableDetails([name, info]: NamedInfo): readonly (readonly [string, string])[] {
  const build = formatToolBuild(info?.settings ?? new Map());
  // Of what comes with Go its version says all.
  if (info === undefined || info.fact.version?.startsWith('go') === true) return [];
  return [
    ...(info.module === null ? [] : [[toolDetailKey(name, 'module'), info.module] as const]),
    ...(build === null ? [] : [[toolDetailKey(name, 'build'), build] as const]),
  ];
}

function localDetails([name, info]: NamedInfo): readonly (readonly [string, string])[] {
  if (info === undefined) return [];
  const { binary, settings, xTools } = info;
  const cgo = settings.get('CGO_ENABLED') ?? '';
  return [
    ...(binary === null
      ? []
      : [[toolDetailKey(name, 'package'), `${binary.module} ${binary.package}`] as const]),
    ...(cgo === '' ? [] : [[toolDetailKey(name, 'CGO_ENABLED'), cgo] as const]),
    ...(xTools === null ? [] : [[toolDetailKey(name, 'golang.org/x/tools'), xTools] as const]),
  ];
}

function toolNames({ config, goMod }: Declared): ReadonlySet<string> {
  const directives = goMod?.tool ?? [];
  return new Set([
    ...KNOWN_TOOLS.keys(),
    ...Object.keys(config.tools),
    ...directives.map(({ path }) => toolName(path)),
  ]);
}

async function printBuildInfo(host: Host, files: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await host.go.run(['version', '-m', ...files], {
    toolchain: 'local',
    sharedBy: files,
  });
  // 1: a file has no build information; what the others have is printed nevertheless.
  if (exitCode > 1) {
    throw new CollectError('go_failed', goMessage(stderr) || `go version -m exited with ${exitCode}`);
  }
  return stdout;
}
