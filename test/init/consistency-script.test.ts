import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { versionDifference } from '../../src/domain/version-difference.ts';
import { consistencyScript } from '../../src/init/templates/consistency-script.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';
import { run, write } from './clone.ts';

const script = consistencyScript('0.0.0');
const SHELLS = [['dash'], ['bash', '--posix'], ['zsh', '--emulate', 'sh'], ['busybox', 'ash']] as const;
let real: Record<string, string>;
beforeEach(() => {
  real = hermeticEnv();
});

/** In PATH a `go` that answers as this version does: no real one has all of these. */
function envWithGo(version: string): Record<string, string> {
  const bin = tempProject({
    go: `#!/bin/sh\nif [ "$1 $2" = 'env GOVERSION' ]; then echo '${version}'; fi\n`,
  });
  chmodSync(join(bin, 'go'), 0o755);
  return { ...real, PATH: `${bin}:/usr/bin:/bin` };
}

function checked(declared: string, env: Record<string, string>, shell: readonly string[] = ['dash']) {
  const dir = tempProject({
    'check-go-consistency.sh': script,
    'go.mod': 'module m\n\ngo 1.20\n',
    '.go-version': declared,
  });
  return run([...shell, 'check-go-consistency.sh'], dir, env);
}

test.each(SHELLS.map((shell) => [shell]))('%s: agrees with godrift at every precision', (named) => {
  const [program, ...options] = named;
  const shell =
    program === 'busybox' ? [ofDebian('busybox-static', 'bin/busybox'), ...options] : [program, ...options];
  const versions = ['1.26.8', '1.26.0', '1.26rc1', '1.22.3', '1.20', '1.2.2', '1.19.5', '2.0.1'];
  const declared = ['1', '1.26', '1.26.8', '1.26rc1', '1.2', '1.20', '1.20.0', '1.22', '1.22.3', '2', '2.0'];
  for (const running of versions) {
    const env = envWithGo(`go${running}`);
    expect([running, ...declared.map((version) => checked(`${version}\n`, env, shell).status)]).toEqual([
      running,
      ...declared.map((version) => (versionDifference(version, running).change === 'none' ? 0 : 1)),
    ]);
  }
});

test('reads .go-version as goenv and mise do, and says in red what is wrong with it', () => {
  const env = envWithGo('go1.26.8-X:nodwarf5');
  for (const met of [
    'go1.26',
    'v1.26',
    '# why\n\n  1.26 # so\n',
    '1.26.8:1.2.3',
    '1.26\r\n',
    'system\n',
    '1.26.x',
    '1.*',
    '^1.26',
    '>=1.24 <1.27',
    '1.24 || 1.26',
  ])
    expect([met, checked(met, env).status]).toEqual([met, 0]);
  for (const bad of ['banana', '1.026', '1.26.8.1', '', 'go', '$(reboot)', '1.x.8', '1.25.x', '1.27.0-rc.1'])
    expect([bad, checked(bad, env)]).toEqual([
      bad,
      { status: 1, output: expect.stringContaining(`\x1b[31m`) },
    ]);
  expect(checked('1.22', { ...env, NO_COLOR: '1' }).output).not.toContain('\x1b');
});

test('lets Go itself judge the go line, and without Go tells nothing', () => {
  const dir = tempProject({
    'check-go-consistency.sh': script,
    'go.mod': 'module m\n\ngo 1.99\n',
  });
  const env = { ...real, GOTOOLCHAIN: 'local' };
  expect(run(['dash', 'check-go-consistency.sh'], dir, env)).toEqual({
    status: 1,
    output: expect.stringContaining('go.mod requires go >= 1.99'),
  });
  write(dir, 'go.mod', 'module m\n\ngo 1.22\n');
  expect(run(['dash', 'check-go-consistency.sh'], dir, env)).toMatchObject({ status: 0 });
  expect(run(['dash', 'check-go-consistency.sh'], dir, { ...env, PATH: '/usr/bin:/bin' })).toEqual({
    status: 2,
    output: expect.stringContaining('no go in PATH'),
  });
});

test('finds godrift in node_modules up to the root of the repository, and hands its arguments on', () => {
  const dir = tempProject({
    'node_modules/.bin/godrift': '#!/bin/sh\necho "called $*"\nexit 2\n',
    'sub/check-go-consistency.sh': script,
  });
  chmodSync(join(dir, 'node_modules/.bin/godrift'), 0o755);
  const { status, output } = run(['dash', 'sub/check-go-consistency.sh', '--only', 'modules'], dir, real);
  expect([status, output]).toEqual([2, expect.stringContaining('called check --only modules')]);
});

test('shellcheck has nothing to say about it', () => {
  const dir = tempProject({ 'check-go-consistency.sh': script });
  const shellcheck = ofDebian('shellcheck', 'usr/bin/shellcheck');
  expect(run([shellcheck, '-s', 'sh', 'check-go-consistency.sh'], dir, real)).toEqual({
    status: 0,
    output: '',
  });
});

/** A file of a Debian package, which is not installed. */
function ofDebian(name: string, file: string): string {
  const dir = tempProject();
  execFileSync('apt-get', ['download', '-q', name], { cwd: dir, stdio: 'ignore' });
  const [deb = ''] = readdirSync(dir).filter((one) => one.endsWith('.deb'));
  execFileSync('dpkg', ['-x', deb, 'unpacked'], { cwd: dir });
  return join(dir, 'unpacked', file);
}
