import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeAtomic } from '../../src/store/atomic-file.ts';
import { StoreError, storeError } from '../../src/store/store-error.ts';
import { temporaryDir } from './temporary-dir.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('atomic writes', () => {
  test('a state file and the directories above it are private', async () => {
    const dir = temporaryDir();
    await writeAtomic(join(dir, 'a', 'b', 'f'), 'ü\n', { mode: 0o600 });
    expect(['a', 'a/b', 'a/b/f'].map((path) => modeOf(join(dir, path)))).toEqual(['700', '700', '600']);
    expect(readFileSync(join(dir, 'a', 'b', 'f'), 'utf8')).toBe('ü\n');
    expect(readdirSync(join(dir, 'a', 'b'))).toEqual(['f']);
  });

  test('without a mode that of the replaced file stays, and a link stays a link', async () => {
    const dir = temporaryDir();
    writeFileSync(join(dir, 'f'), 'long old text');
    chmodSync(join(dir, 'f'), 0o640);
    symlinkSync('f', join(dir, 'link'));
    await writeAtomic(join(dir, 'link'), 'new');
    expect([readFileSync(join(dir, 'f'), 'utf8'), modeOf(join(dir, 'f')), readdirSync(dir)]).toEqual([
      'new',
      '640',
      ['f', 'link'],
    ]);
  });

  test('many writers leave one whole file', async () => {
    const file = join(temporaryDir(), 'f');
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(50_000));
    await Promise.all(texts.map((text) => writeAtomic(file, text)));
    expect(texts).toContain(readFileSync(file, 'utf8'));
  });

  // A file-size limit makes the kernel cut the write short, as a full disk does.
  test('a write that is cut short leaves the old file and no other', () => {
    const dir = temporaryDir();
    writeFileSync(join(dir, 'f'), 'old');
    const script = `
      process.on('SIGXFSZ', () => {});
      const { writeAtomic } = await import(${JSON.stringify(new URL('../../src/store/atomic-file.ts', import.meta.url).href)});
      await writeAtomic(process.argv[1], 'x'.repeat(200_000)).catch((error) => console.log(error.name, error.code));`;
    const limited = `ulimit -f 64 && exec "$0" --input-type=module -e "$1" "$2"`;
    const run = spawnSync('bash', ['-c', limited, process.execPath, script, join(dir, 'f')], {
      encoding: 'utf8',
    });
    expect([run.stdout, readFileSync(join(dir, 'f'), 'utf8'), readdirSync(dir)]).toEqual([
      'StoreError io\n',
      'old',
      ['f'],
    ]);
  });

  test('a target that cannot be written is one line that names it', async () => {
    const dir = temporaryDir();
    mkdirSync(join(dir, 'taken'));
    writeFileSync(join(dir, 'file'), '');
    await expect(writeAtomic(join(dir, 'taken'), 'x')).rejects.toThrow(
      `cannot write ${join(dir, 'taken')}: EISDIR`,
    );
    await expect(writeAtomic(join(dir, 'file', 'x'), 'x')).rejects.toThrow(StoreError);
    expect(existsSync(join(dir, 'taken'))).toBe(true);
  });

  test.each([
    ['ENOSPC', 'disk_full', 'cannot write /s/f: no space left: free some, or use another directory'],
    ['EACCES', 'permission', 'cannot write /s/f: permission denied: check its owner and mode'],
    ['EROFS', 'read_only', 'cannot write /s/f: the file system is read-only: use another directory'],
    ['EIO', 'io', 'cannot write /s/f: EIO'],
  ])('%s is told as %s', (errno, code, message) => {
    const error = storeError('write', '/s/f', Object.assign(new Error('x'), { code: errno }));
    expect([error.code, error.message]).toEqual([code, message]);
  });
});
