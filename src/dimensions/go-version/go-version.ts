import type { FactChange } from '../../domain/diff.ts';
import type { FactMap, Facts } from '../../domain/facts.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Host } from '../../host/host.ts';
import { tilde } from '../../host/go-settings.ts';
import { defineDimension } from '../dimension.ts';
import { compareGoVersionFacts } from './compare.ts';
import { expectGoVersion } from './expectation.ts';
import { judgeGoVersion } from './judge.ts';

export const goVersion = defineDimension({
  id: 'go_version',
  brief: 'Which Go toolchain builds this project',
  collect: collectGoVersion,
  expect: expectGoVersion,
  compare: compareGoVersionFacts,
  judge: (change: FactChange, facts: Facts): Finding | null => judgeGoVersion(change, facts),
});

async function collectGoVersion(host: Host): Promise<Facts> {
  const local = await host.go.local();
  const selection = await host.go.selection();
  const running: FactMap = selection.state === 'running' ? { running: selection.version } : {};
  const mode = await host.go.setting('GOTOOLCHAIN');
  const refusal: FactMap =
    selection.state === 'refused' ? { refused: selection.message, ...(selection.toolchain === null ? {} : { selected: selection.toolchain }) } : {};
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
