import type { FactMap, Facts } from '../../domain/facts.ts';
import { tilde } from '../../host/go-settings.ts';
import type { Host } from '../../host/host.ts';

export async function collectGoVersion(host: Host): Promise<Facts> {
  const local = await host.go.local();
  const selection = await host.go.selection();
  const running: FactMap = selection.state === 'running' ? { running: selection.version } : {};
  const mode = await host.go.setting('GOTOOLCHAIN');
  const refusal: FactMap =
    selection.state === 'refused'
      ? {
          refused: selection.message,
          ...(selection.toolchain === null ? {} : { selected: selection.toolchain }),
        }
      : {};
  const selected = selection.state === 'running' && selection.toolchain !== 'local';
  return {
    portable: { local: local.version, ...running },
    local: {
      goos: local.goos,
      goarch: local.goarch,
      path: tilde(local.path, host.home),
      mode: mode.value,
      ...(selection.selectedBy === null ? {} : { selectedBy: selection.selectedBy }),
      ...(selected ? { toolchain: selection.toolchain } : {}),
      ...refusal,
    },
    origins: {
      local: 'PATH',
      running: selected ? (selection.selectedBy ?? `GOTOOLCHAIN (${mode.origin})`) : 'PATH',
      mode: mode.origin,
    },
  };
}
