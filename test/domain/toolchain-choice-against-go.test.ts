import { expect, test } from 'vitest';
import { chooseToolchain } from '../../src/domain/toolchain-choice.ts';
import { run } from '../init/clone.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

prepareToolchains('go1.23.12', 'go1.25.4');

const SETTINGS = [
  'local',
  'auto',
  '',
  'path',
  'go1.25.4',
  'go1.25.4+auto',
  'go1.23.12',
  'go1.23.12+path',
  'local+auto',
];
const LINES = [
  'go 1.22',
  'go 1.24',
  'go 1.26.8',
  'go 1.22\ntoolchain go1.25.4',
  'go 1.22\ntoolchain go1.26.99',
  'go 1.26.99',
  'go 1.97',
];

test.each(LINES)('chooses as Go does where go.mod says %j', (lines) => {
  const dir = tempProject({ 'go.mod': `module m\n\n${lines}\n`, 'm.go': 'package m\n' });
  const [, go = null, toolchain = null] = /go (\S+)(?:\s+toolchain (\S+))?/.exec(lines) ?? [];
  const env = hermeticEnv({ GOPROXY: 'off' });
  const local = run(['go', 'env', 'GOVERSION'], dir, env).output.trim();
  for (const GOTOOLCHAIN of SETTINGS) {
    const choice = chooseToolchain({ GOTOOLCHAIN, local, go, toolchain });
    const { output, status } = run(['go', 'list', '-m'], dir, { ...env, GOTOOLCHAIN });
    const asked = run(['go', 'version'], dir, { ...env, GOTOOLCHAIN, GODEBUG: 'toolchaintrace=1' }).output;
    const refused = / requires go >= /.test(output);
    const named =
      /go version (\S+)/.exec(asked)?.[1] ??
      /(?:download|cannot find) "?(go[\w.]+)"?/.exec(asked)?.[1] ??
      null;
    expect([GOTOOLCHAIN, named, refused]).toEqual([
      GOTOOLCHAIN,
      choice.toolchain,
      choice.refuses && status !== 0,
    ]);
  }
});

test.each(['bash', 'go1.25.4+never', 'go', '+auto'])('takes %j for no setting, as Go does', (GOTOOLCHAIN) => {
  const dir = tempProject({ 'go.mod': 'module m\n\ngo 1.22\n' });
  const env = hermeticEnv({ GOTOOLCHAIN, GOPROXY: 'off' });
  expect(run(['go', 'version'], dir, env).output).toContain('invalid GOTOOLCHAIN');
  expect(chooseToolchain({ GOTOOLCHAIN, local: 'go1.26.8', go: '1.22', toolchain: null })).toMatchObject({
    toolchain: null,
  });
});
