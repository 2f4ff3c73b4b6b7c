import type { FactMap, Facts } from '../../domain/facts.ts';
import { selectsToolchain } from '../../domain/toolchain-choice.ts';
import type { GoSelection } from '../../host/go.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';
import { observeToolchains } from './observe-toolchains.ts';

/**
 * The SDK in PATH (`local`) and the Go that selection runs here (`running`; absent where Go refuses). Under `local`: what the
 * selection depends on, `refused` with Go's words and `refused.fix`, `refused.NAME` for a variable with which no `go` command
 * starts, `toolchains` that need no download (newest first), and whether this SDK `switches` at all.
 */
export async function collectGoVersion(host: Host): Promise<Facts> {
  const local = await host.go.local();
  const selection = await host.go.selection();
  const mode = await host.go.setting('GOTOOLCHAIN');
  const everywhere = [...(await host.go.refusedVariables())].filter(([, refusal]) => refusal.everywhere);
  const running: FactMap = selection.state === 'running' ? { running: selection.version } : {};
  const selected = selection.state === 'running' && selection.toolchain !== 'local';
  return {
    portable: { local: local.version, ...running },
    local: {
      goos: local.goos,
      goarch: local.goarch,
      path: tilde(local.path, host.home),
      mode: mode.value,
      switches: selectsToolchain(local.version) ? 'yes' : 'no',
      toolchains: observeToolchains(host, local, await moduleCache(host)).join(' '),
      ...(selection.selectedBy === null ? {} : { selectedBy: selection.selectedBy }),
      ...(selected ? { toolchain: selection.toolchain } : {}),
      ...refusalFacts(selection),
      ...Object.fromEntries(everywhere.map(([name, { message }]) => [`refused.${name}`, message])),
    },
    origins: {
      local: local.chosenBy ?? 'PATH',
      running: selected
        ? (selection.selectedBy ?? `GOTOOLCHAIN (${mode.origin})`)
        : (local.chosenBy ?? 'PATH'),
      mode: mode.origin,
      ...Object.fromEntries(
        everywhere.map(([name]) => [name, host.go.configured(name)?.origin ?? 'environment']),
      ),
    },
  };
}

function refusalFacts(selection: GoSelection): FactMap {
  if (selection.state === 'running') return {};
  const { message, toolchain, fix } = selection;
  return {
    refused: message,
    ...(toolchain === null ? {} : { selected: toolchain }),
    ...(fix === null ? {} : { 'refused.fix': fix }),
  };
}

async function moduleCache(host: Host): Promise<string> {
  try {
    return (await host.go.env()).GOMODCACHE ?? '';
  } catch {
    return '';
  }
}
