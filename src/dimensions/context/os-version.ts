import type { Host } from '../../host/host.ts';
import { kernelRelease } from '../../host/kernel-release.ts';

/** `debian 12`, `macos 15.1`, else the kernel's release. */
export function osVersion(host: Pick<Host, 'platform' | 'readText'>): string {
  if (host.platform === 'darwin') {
    const text = host.readText('/System/Library/CoreServices/SystemVersion.plist') ?? '';
    const version = /<key>ProductVersion<\/key>\s*<string>([\d.]+)<\/string>/.exec(text)?.[1];
    return version === undefined ? kernelRelease() : `macos ${version}`;
  }
  const text = host.readText('/etc/os-release') ?? host.readText('/usr/lib/os-release') ?? '';
  return parseOsRelease(text) ?? kernelRelease();
}

/** `<ID> <VERSION_ID>` of an os-release(5) file, a rolling distribution's ID alone; null without an ID. */
export function parseOsRelease(text: string): string | null {
  const values = new Map(
    [...text.matchAll(/^(?<name>\w+)=(?<quote>["']?)(?<value>[^\n"']*)\k<quote>\s*$/gm)].map(
      ({ groups: { name = '', value = '' } = {} }) => [name, value],
    ),
  );
  const [id, version] = [values.get('ID') ?? '', values.get('VERSION_ID') ?? ''];
  return id === '' ? null : `${id} ${version}`.trim();
}
