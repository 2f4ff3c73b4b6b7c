import type { Host } from './host.ts';

const LFS = 'version https://git-lfs.github.com/spec/';
/** Fields of a pprof profile that come first, where it is not compressed (google/pprof: profile.proto). */
const FIRST_BYTES = '\n\x12\x1a"*2';

/** Why Go refuses a profile; null where it does not. It takes what pprof writes, compressed or not, and an empty one as none (tried with 1.21 to 1.27). */
export function profileContent(host: Pick<Host, 'readText' | 'stat'>, file: string): string | null {
  if (host.stat(file)?.kind === 'directory') return 'a directory, not a profile: go build refuses it';
  const text = host.readText(file) ?? '';
  if (text.startsWith(LFS)) return 'a Git LFS pointer, not the profile: go build refuses it';
  const isProfile = text === '' || text.startsWith('\x1f') || FIRST_BYTES.includes(text.charAt(0));
  return isProfile ? null : 'not a profile that pprof wrote: go build refuses it';
}
