import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseProcessList, readAncestors } from '../../src/host/process-tree.ts';

const procDir = mkdtempSync(join(tmpdir(), 'godrift-proc-'));
afterAll(() => rmSync(procDir, { recursive: true }));

const LINUX = { platform: 'linux', run: () => Promise.reject(new Error('nothing is run')) } as const;

function fakeProcess(pid: number, parent: number, name: string, executable: string | null): void {
  mkdirSync(join(procDir, `${pid}`));
  writeFileSync(join(procDir, `${pid}`, 'stat'), `${pid} (${name}) S ${parent} ${pid} 34816 0 -1 4194304\n`);
  if (executable !== null) symlinkSync(executable, join(procDir, `${pid}`, 'exe'));
}

test('the ancestors are read from the nearest to the first', async () => {
  fakeProcess(30, 20, 'make', '/usr/bin/make');
  fakeProcess(20, 10, 'a) R 99 (x', '/usr/bin/zsh (deleted)');
  fakeProcess(10, 1, 'login', null);
  fakeProcess(1, 0, 'systemd', '/usr/lib/systemd/systemd');
  expect(await readAncestors(LINUX, { pid: 30, procDir })).toEqual([
    { pid: 30, name: 'make', executable: '/usr/bin/make' },
    { pid: 20, name: 'a) R 99 (x', executable: '/usr/bin/zsh' },
    { pid: 10, name: 'login', executable: null },
    { pid: 1, name: 'systemd', executable: '/usr/lib/systemd/systemd' },
  ]);
});

test('a process that is gone ends the list, and a circle does not keep it going', async () => {
  fakeProcess(50, 49, 'sh', '/usr/bin/dash');
  fakeProcess(60, 60, 'sh', '/usr/bin/dash');
  expect(await readAncestors(LINUX, { pid: 50, procDir })).toEqual([
    { pid: 50, name: 'sh', executable: '/usr/bin/dash' },
  ]);
  expect(await readAncestors(LINUX, { pid: 60, procDir })).toHaveLength(64);
  expect(await readAncestors(LINUX, { pid: 70, procDir })).toEqual([]);
});

test('elsewhere ps lists the processes', async () => {
  const stdout =
    '    1     0 /sbin/launchd\n  300     1 /Applications/Visual Studio Code.app/Contents/MacOS/Electron\n  400   300 -zsh\n';
  const run = () => Promise.resolve({ exitCode: 0, stdout, stderr: '' });
  expect(await readAncestors({ platform: 'darwin', run }, { pid: 400 })).toEqual([
    { pid: 400, name: 'zsh', executable: null },
    {
      pid: 300,
      name: 'Electron',
      executable: '/Applications/Visual Studio Code.app/Contents/MacOS/Electron',
    },
    { pid: 1, name: 'launchd', executable: '/sbin/launchd' },
  ]);
  expect(parseProcessList('ps: illegal option\n')).toEqual(new Map());
});
