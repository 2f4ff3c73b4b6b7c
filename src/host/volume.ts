import { readFileSync, realpathSync, statfsSync, statSync } from 'node:fs';

/** What decides, beside its mode, whether this user can write in a directory. */
export interface Volume {
  /** The directory belongs to this user. */
  readonly owned: boolean;
  /** No block or no inode is left. */
  readonly full: boolean;
  /** Programs in it cannot be started. Linux only, else false. */
  readonly noexec: boolean;
  /** Linux only, else false. */
  readonly readOnly: boolean;
}

const UNREMARKABLE: Volume = { owned: true, full: false, noexec: false, readOnly: false };

/** Of the file system that a directory is on, mounted as it is there. */
export function readVolume(path: string): Volume {
  try {
    const { blocks, bfree, bavail, files, ffree } = statfsSync(path);
    // Only root may use the blocks that are kept for it.
    const free = process.getuid?.() === 0 ? bfree : bavail;
    const options = mountOptions(realpathSync(path));
    return {
      owned: statSync(path).uid === process.getuid?.(),
      full: (blocks > 0 && free === 0) || (files > 0 && ffree === 0),
      noexec: options.includes('noexec'),
      readOnly: options.includes('ro'),
    };
  } catch {
    return UNREMARKABLE;
  }
}

/** Field 6 of the innermost mount that holds a path; of several at one place the last counts (proc(5), mountinfo). */
function mountOptions(path: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  let found = { point: '', options: '' };
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, , , , escaped = '', options = ''] = line.split(' ');
    const point = escaped.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const holds = point === '/' || path === point || path.startsWith(`${point}/`);
    if (point !== '' && holds && point.length >= found.point.length) found = { point, options };
  }
  return found.options.split(',');
}
