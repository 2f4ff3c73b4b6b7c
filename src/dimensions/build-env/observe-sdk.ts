import { join } from 'node:path';
import { compilerVersion } from '../../host/compiler-version.ts';
import type { Host } from '../../host/host.ts';
import { unlessClosed } from '../../host/unless-closed.ts';

/** Parts of the SDK that are not there: `tool/link`, `src/fmt`, with spaces between them. */
export const SDK_ABSENT = 'sdk.absent';

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
  const absent = absentParts(host, goroot, env.GOTOOLDIR ?? '');
  return {
    'sdk.root': goroot,
    'sdk.realpath': host.realpath(goroot) ?? goroot,
    'GOPATH.real': unlessClosed(host, () => host.realpath(gopath)) ?? gopath,
    'sdk.go': env.GOVERSION ?? '',
    ...(version === '' ? {} : { 'sdk.VERSION': version }),
    ...(compile === null ? {} : { 'sdk.compile': compile }),
    ...(absent.length === 0 ? {} : { [SDK_ABSENT]: absent.join(' ') }),
  };
}

/** Tools without which Go says `go: no such tool`; the first three in every build. */
const TOOLS = ['compile', 'link', 'asm', 'cgo', 'vet'];
/** What every release since Go 1.18 has below src. */
const PACKAGES =
  'archive bufio bytes compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index internal io log math mime net os path plugin reflect regexp runtime sort strconv strings sync syscall testing text time unicode unsafe vendor'.split(
    ' ',
  );

/** A copy that was cut short, or lost its mode, is as good as none. */
function isProgram(host: Host, file: string): boolean {
  const stat = host.stat(file);
  return stat !== null && stat.sizeBytes > 0 && (host.platform === 'win32' || (stat.mode & 0o111) !== 0);
}

function absentParts(host: Host, goroot: string, toolDir: string): readonly string[] {
  const suffix = host.platform === 'win32' ? '.exe' : '';
  return [
    ...TOOLS.filter((tool) => !isProgram(host, join(toolDir, tool + suffix))).map((tool) => `tool/${tool}`),
    ...(host.stat(join(goroot, 'pkg/include/textflag.h')) === null ? ['pkg/include/textflag.h'] : []),
    ...PACKAGES.filter((name) => host.stat(join(goroot, 'src', name)) === null).map((name) => `src/${name}`),
  ];
}
