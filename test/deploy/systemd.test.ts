import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseHostConfig } from '../../src/config/host-config.ts';
import { parseHostEnvFile } from '../../src/config/host-env-file.ts';
import { tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');
const shipped = (name: string) => readFileSync(join(root, 'deploy/systemd', name), 'utf8');
/** Verification wants what is started to be there. */
const startable = (text: string) => text.replaceAll('/usr/local/bin/godrift ', '/bin/true ');
const isHere = spawnSync('systemd-analyze', ['--version']).status === 0;

function analyze(command: readonly string[], dropIn: string | null) {
  const dir = tempProject({
    'godrift@ci.service': startable(shipped('godrift@.service')),
    ...(dropIn !== null && { [`godrift@ci.service.d/${dropIn}`]: startable(shipped(dropIn)) }),
  });
  // The colon stands for the system's own units.
  const env = { ...process.env, SYSTEMD_UNIT_PATH: `${dir}:` };
  const args = [...command, join(dir, 'godrift@ci.service')];
  return spawnSync('systemd-analyze', args, { encoding: 'utf8', env });
}

test.runIf(!isHere)(
  'the unit is not verified: systemd-analyze is not here (apt-get install systemd)',
  () => {},
);

describe.runIf(isHere).each([null, 'beyond-loopback.conf'])('the unit with %s', (dropIn) => {
  test('is taken by systemd without a word', () => {
    const { status, stdout, stderr } = analyze(['verify'], dropIn);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('is exposed no more than the documentation says', () => {
    const { stdout } = analyze(['security', '--offline=true', '--no-pager'], dropIn);
    const exposed = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    const documented = /exposure level: ([\d.]+) .*?, ([\d.]+) beyond loopback/.exec(
      readFileSync(join(root, 'docs/deployment.md'), 'utf8'),
    );
    expect(exposed).toBeGreaterThan(0);
    expect(exposed).toBeLessThanOrEqual(Number(documented?.[dropIn === null ? 1 : 2]));
  });
});

test('the example configuration and environment are read', () => {
  expect(parseHostConfig(shipped('ci.yaml'), 'ci.yaml')).toMatchObject({ roots: ['/srv/ci/checkouts'] });
  expect(parseHostEnvFile(shipped('ci.env'), 'ci.env')).toEqual({
    PATH: expect.stringContaining('/usr/local/go/bin'),
  });
});
