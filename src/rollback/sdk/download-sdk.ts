import { inputError } from '../../domain/errors.ts';
import { redactText } from '../../domain/redact.ts';
import type { Host, RunResult } from '../../host/host.ts';

/** Go's messages, and what each means for a user (GO-FACTS 2). */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    // `go mod download` extracts a toolchain without execute bits; the first `go` that runs it sets them.
    /chmod \S+: (operation not permitted|permission denied|read-only file system)/i,
    'it is in the module cache but not executable, and only the owner of its files can change that: the owner runs it once',
  ],
  [
    /toolchain not available|unknown revision|404 Not Found|invalid version/i,
    'the module proxy has no such release',
  ],
  [/checksum mismatch|SECURITY ERROR/i, 'the checksum database contradicts what was downloaded'],
  [
    /checksum database disabled|GOSUMDB=off|missing GOSUMDB|verifying module/i,
    'it cannot be verified: toolchains need the checksum database (GOSUMDB)',
  ],
  [/no space left on device/i, 'no space left on the disk of GOMODCACHE'],
  [/permission denied|read-only file system/i, 'GOMODCACHE cannot be written'],
  [
    /dial tcp|connection refused|no such host|i\/o timeout|proxyconnect|TLS handshake|module lookup disabled/i,
    'the module proxy cannot be reached',
  ],
];

/** Whether the toolchain is on this machine: Go itself says so, without the network. */
export async function hasToolchain(host: Host, toolchain: string): Promise<boolean> {
  const { exitCode } = await askVersion(host, toolchain, { GOPROXY: 'off' });
  return exitCode === 0;
}

/**
 * Downloads a toolchain by the configured module proxy into the module cache, verified by the checksum database; what Go
 * already has of it is not fetched again. `host` is online. Throws InputError with the reason, CollectError `timeout`.
 */
export async function downloadToolchain(host: Host, toolchain: string): Promise<void> {
  const result = await askVersion(host, toolchain, {});
  if (result.exitCode === 0) return;
  throw inputError(`cannot download ${toolchain}: ${reason(result)}`);
}

/**
 * The classic way: `go install golang.org/dl/goX.Y.Z@latest`, then `goX.Y.Z download`, which needs the vendor's download
 * site. A wrapper that was not there before is removed where the download fails: it would keep GOTOOLCHAIN=goX.Y.Z from
 * working (GO-FACTS 3). Throws InputError with the reason.
 */
export async function downloadByWrapper(
  host: Host,
  toolchain: string,
  removeFile: (path: string) => void,
): Promise<void> {
  const env = await host.go.env();
  const bin = env.GOBIN || `${(env.GOPATH ?? '').split(':', 1)[0]}/bin`;
  const wrapper = `${bin}/${toolchain}`;
  const wasThere = host.stat(wrapper) !== null;
  const installed = await host.go.run(['install', `golang.org/dl/${toolchain}@latest`], {
    toolchain: 'local',
    env: { GOFLAGS: '', GO111MODULE: 'on', GOWORK: 'off' },
  });
  if (installed.exitCode !== 0)
    throw inputError(`cannot install golang.org/dl/${toolchain}: ${reason(installed)}`);
  const remove = () => {
    if (!wasThere) removeFile(wrapper);
  };
  try {
    const child = Object.fromEntries(
      [
        'PATH',
        'HOME',
        'HTTP_PROXY',
        'HTTPS_PROXY',
        'NO_PROXY',
        'https_proxy',
        'http_proxy',
        'no_proxy',
      ].flatMap((name) => (host.env[name] === undefined ? [] : [[name, host.env[name] ?? '']])),
    );
    const downloaded = await host.run(wrapper, ['download'], { env: child });
    if (downloaded.exitCode === 0) return;
    throw inputError(`${toolchain} download: ${reason(downloaded)}`);
  } catch (cause) {
    remove();
    throw cause;
  }
}

function askVersion(
  host: Host,
  toolchain: string,
  env: Readonly<Record<string, string>>,
): Promise<RunResult> {
  return host.go.run(['version'], {
    toolchain: 'local',
    env: { ...env, GOTOOLCHAIN: toolchain, GO111MODULE: 'on', GOWORK: 'off' },
  });
}

function reason({ stdout, stderr }: RunResult): string {
  const text = `${stderr}\n${stdout}`;
  const known = FAILURES.find(([pattern]) => pattern.test(text))?.[1];
  const said = text.split('\n').findLast((line) => line.trim() !== '') ?? '';
  const words = redactText(said.trim()).slice(0, 300);
  return known === undefined ? words : `${known} (${words})`;
}
