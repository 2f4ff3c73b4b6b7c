import { join } from 'node:path';
import { unsetSetting } from '../../domain/unset-setting.ts';
import type { Host } from '../../host/host.ts';
import { type BuildProblem, NOTHING, type Observed } from './local-facts.ts';

/**
 * `fips140`: the module that GOFIPS140 means in this SDK. `certified`, `inprocess` and `v1.0.0` are names of files below
 * `$GOROOT/lib/fips140` that hold the version (cmd/go/internal/fips140: initVersion); `latest` is the SDK's own source.
 */
export async function observeFips(host: Host): Promise<Observed> {
  const { value, origin } = await host.go.setting('GOFIPS140');
  if (value === '' || value === 'off') return NOTHING;
  if (value === 'latest')
    return { ...NOTHING, portable: { fips140: 'latest' }, origins: { fips140: origin } };
  const { goroot } = await host.go.running();
  const dir = join(goroot, 'lib/fips140');
  const version = host.readText(join(dir, `${value}.txt`))?.trim() ?? value;
  const zip = `${version}.zip`;
  const recorded = new RegExp(`^${zip.replaceAll('.', '\\.')} ([0-9a-f]{64}) `, 'm').exec(
    host.readText(join(dir, 'fips140.sum')) ?? '',
  )?.[1];
  const actual = host.sha256(join(dir, zip));
  const problems: BuildProblem[] =
    actual === null || recorded === actual
      ? []
      : [
          {
            key: 'fips140',
            message: `$GOROOT/lib/fips140/${zip} sha256:${actual}`,
            expected:
              recorded === undefined ? 'a sum in $GOROOT/lib/fips140/fips140.sum' : `sha256:${recorded}`,
            fix: `install ${(await host.go.running()).version} anew, or ${unsetSetting('GOFIPS140', origin) ?? 'build without GOFIPS140'}`,
            location: null,
            severity: 'critical',
            origin,
          },
        ];
  return { portable: { fips140: version }, origins: { fips140: origin }, problems };
}
