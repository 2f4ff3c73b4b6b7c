import { dirname } from 'node:path';
import type { Declared } from '../../domain/declared.ts';
import { CollectError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/facts.ts';
import { goMessage } from '../../domain/go-message.ts';
import type { Project } from '../../domain/project.ts';
import { formatToolFact, type ToolFact } from '../../domain/tool-fact.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { KNOWN_TOOLS } from './known-tools.ts';
import { parseBuildInfo } from './parse-build-info.ts';
import { LOCAL_GO } from './stale-tool.ts';
import { toolName } from './tool-name.ts';

const UNTOLD: ToolFact = { version: null, goVersion: null, sum: null };

/** The tools in PATH and what their binaries say; none is run. `local` has each one's path. */
export async function collectTools(host: Host, _project: Project, declared: Declared): Promise<Facts> {
  const paths = new Map<string, string>();
  for (const name of toolNames(declared)) {
    // A name with a slash would be looked for in the project, not in PATH.
    const path = name === '' || name.includes('/') ? undefined : host.which(name)[0];
    if (path !== undefined) paths.set(name, path);
  }
  const files = [...paths.values()];
  const [{ version }, printed] = await Promise.all([
    host.go.local(),
    files.length === 0 ? '' : printBuildInfo(host, files),
  ]);
  const built = parseBuildInfo(printed, files);
  const facts = [...paths].map(([name, path]) => [name, formatToolFact(built.get(path) ?? UNTOLD)]);
  return {
    portable: Object.fromEntries(facts),
    local: { ...Object.fromEntries(paths), [LOCAL_GO]: version },
    origins: Object.fromEntries([...paths].map(([name, path]) => [name, tilde(dirname(path), host.home)])),
  };
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
