import { join } from 'node:path';
import { compilerVersion } from '../../host/compiler-version.ts';
import type { Host } from '../../host/host.ts';

/**
 * What the three parts of an SDK that must agree say of themselves (GO-FACTS §2): the running `go`, line 1 of
 * `$GOROOT/VERSION`, `$GOTOOLDIR/compile -V=full`. Keys `sdk.go`, `sdk.VERSION`, `sdk.compile`; absent: not there.
 * `sdk.realpath` and `GOPATH.real` are the SDK and GOPATH with links resolved, for a comparison.
 */
export async function observeSdk(
  host: Host,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const goroot = env.GOROOT ?? '';
  // Where Go lists none it would be ~/go.
  const gopath = env.GOPATH || join(host.home, 'go');
  const version = host.readText(join(goroot, 'VERSION'))?.split('\n')[0]?.trim() ?? '';
  const compile = await compilerVersion(host, env.GOTOOLDIR ?? '');
  return {
    'sdk.root': goroot,
    'sdk.realpath': host.realpath(goroot) ?? goroot,
    'GOPATH.real': host.realpath(gopath) ?? gopath,
    'sdk.go': env.GOVERSION ?? '',
    ...(version === '' ? {} : { 'sdk.VERSION': version }),
    ...(compile === null ? {} : { 'sdk.compile': compile }),
  };
}
