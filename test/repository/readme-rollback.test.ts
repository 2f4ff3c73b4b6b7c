import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const README = readFileSync(join(root, 'README.md'), 'utf8');
const [, section = ''] = /^## Roll back\n(.*?)^## /ms.exec(README) ?? [];
const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = '']) => code.trim().split('\n'));

describe.each(['bash', 'zsh', 'fish'])('the README’s rollback section in %s', (shell) => {
  const isMissing = spawnSync(shell, ['-c', 'true']).error !== undefined;

  test.skipIf(isMissing)(
    `works as written${isMissing ? ` (${shell} is not here)` : ''}`,
    { timeout: 120_000 },
    () => {
      const [commands = [], hooks = [], variables = []] = blocks;
      const hook = hooks.find((line) => line.includes(`hook ${shell}`));
      const home = tempProject({ 'go/env': '# mine\n' });
      const bin = join(home, 'bin');
      mkdirSync(bin);
      writeFileSync(
        join(bin, 'godrift'),
        `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'src/main.ts')}" "$@"\n`,
      );
      chmodSync(join(bin, 'godrift'), 0o755);
      const goEnv = join(home, 'go/env');
      const env = hermeticEnv({ HOME: home, GOENV: goEnv, GOTOOLCHAIN: '' });
      const status = shell === 'fish' ? '$status' : '$?';
      // A diff with differences exits 1.
      const lines = [...commands, hook, ...variables].map(
        (line) => `${line}\necho "exit ${line?.includes('--diff') ? 0 : status}"`,
      );
      const { stdout, stderr } = spawnSync(shell, ['-c', lines.join('\n')], {
        cwd: tempProject({ 'go.mod': 'module example.com/readme\n\ngo 1.20\n' }),
        env: { ...env, PATH: `${bin}:${env.PATH}` },
        encoding: 'utf8',
      });
      const outputs = stdout.split(/^exit /m).slice(1);
      expect([outputs.length, outputs.filter((output) => !output.startsWith('0\n')), stderr]).toEqual([
        lines.length,
        [],
        expect.not.stringMatching(/error|refused|not found/i),
      ]);
      expect(stdout).toContain('go version go1.25.4 ');
      expect(stdout).toMatch(/^5 entries, the chain is whole$/m);
      // After --rollback, and in the process that has the saved variables.
      expect(stdout.match(/^-mod=\S+$/gm)).toEqual(['-mod=readonly', '-mod=readonly']);
      expect(readFileSync(goEnv, 'utf8')).toMatch(/^# mine\n/);
    },
  );
});
