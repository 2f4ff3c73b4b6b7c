import { appendFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileDirectories } from '../support/file-directories.ts';
import { followAdvice } from '../support/follow-advice.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { runCli } from '../support/run-cli.ts';
import { MACHINE_GO, sdkEnv, sdkRoot } from '../support/sdks.ts';

prepareToolchains('go1.21.13', 'go1.27.4', MACHINE_GO);

const directory = fileDirectories();
const NAME = 'GOFLAGS';
const ENV_FILE = '.config/go/env';

/** An SDK whose go.env may be changed: `go` finds it by where its own file is. */
function ownSdk(version: string): string {
  const root = directory();
  const from = sdkRoot(version);
  for (const name of readdirSync(from)) {
    if (name === 'bin' || name === 'go.env') cpSync(join(from, name), join(root, name), { recursive: true });
    else symlinkSync(join(from, name), join(root, name));
  }
  return root;
}

/** What sets the variable when the check runs, and where the finding says so. */
const ORIGINS = {
  nothing: { shell: null, goenv: null, shipped: null, origin: null },
  shell: { shell: '-v', goenv: null, shipped: null, origin: 'environment' },
  GOENV: { shell: null, goenv: '-v', shipped: null, origin: '~/.config/go/env:1' },
  'both shell and GOENV': { shell: '-v', goenv: '-x', shipped: null, origin: 'environment' },
  '$GOROOT/go.env': { shell: null, goenv: null, shipped: '-v', origin: '$GOROOT/go.env' },
} as const;
const BEFORE = { absent: null, 'set to another value': '-trimpath' } as const;

const CASES = Object.keys(ORIGINS).flatMap((now) =>
  Object.keys(BEFORE).map((before) => [now as keyof typeof ORIGINS, before as keyof typeof BEFORE] as const),
);
const FIX: Readonly<Record<string, string>> = {
  'nothing/set to another value': "export GOFLAGS='-trimpath'",
  'shell/absent': 'unset GOFLAGS',
  'shell/set to another value': "export GOFLAGS='-trimpath'",
  'GOENV/absent': 'go env -u GOFLAGS  # ~/.config/go/env:1',
  'GOENV/set to another value': "go env -w GOFLAGS='-trimpath'",
  'both shell and GOENV/absent': 'unset GOFLAGS; go env -u GOFLAGS  # ~/.config/go/env:1',
  'both shell and GOENV/set to another value': "export GOFLAGS='-trimpath'",
  '$GOROOT/go.env/absent': 'go env -w GOFLAGS=',
  '$GOROOT/go.env/set to another value': "go env -w GOFLAGS='-trimpath'",
};

describe.each(['go1.21.13', 'go1.27.4'])('against a baseline, with %s', (version) => {
  test.concurrent.each(CASES)('set by %s, and before %s', async (now, before) => {
    const sdk = ownSdk(version);
    const home = directory();
    const dir = directory({ 'go.mod': 'module m\n\ngo 1.20\n', 'm.go': 'package m\n' });
    const env = sdkEnv(join(sdk, 'bin'), home, { GOTOOLCHAIN: 'local' });
    const approved = BEFORE[before] === null ? env : { ...env, [NAME]: BEFORE[before] };
    expect((await runCli(['baseline', 'write'], dir, approved)).exitCode).toBe(0);

    const { shell, goenv, shipped, origin } = ORIGINS[now];
    mkdirSync(join(home, '.config/go'), { recursive: true });
    if (goenv !== null) writeFileSync(join(home, ENV_FILE), `${NAME}=${goenv}\n`);
    if (shipped !== null) appendFileSync(join(sdk, 'go.env'), `\n${NAME}=${shipped}\n`);
    const changed = shell === null ? env : { ...env, [NAME]: shell };
    const [finding, ...others] = await findings(dir, changed);
    const fix = FIX[`${now}/${before}`];
    expect(others).toEqual([]);
    if (fix === undefined) {
      expect(finding).toBeUndefined();
      return;
    }
    const approve = `${fix.includes('  # ') ? ', or ' : '  # or '}approve it: godrift baseline write`;
    expect(finding).toMatchObject({ source: 'baseline', origin, fix: fix + approve });
    expect(await findings(dir, followAdvice(finding?.fix ?? '', dir, changed))).toEqual([]);
  });
});

test('a value that holds a directory of this host is given back as one', async () => {
  const home = directory();
  const dir = directory({ 'go.mod': 'module m\n\ngo 1.20\n', 'm.go': 'package m\n' });
  const env = sdkEnv(join(sdkRoot(MACHINE_GO), 'bin'), home, { GOTOOLCHAIN: 'local' });
  const approved = { ...env, CGO_CFLAGS: `-I${home}/include -DA='b "$c"'` };
  const plain = { ...env, CGO_CFLAGS: `-I${home}/include -O1 '-g "$c"'` };
  for (const was of [approved, plain]) {
    await runCli(['baseline', 'write'], dir, was);
    const [finding] = await findings(dir, env);
    // Masked values are in no baseline: nothing gives them back.
    if (was === approved) expect(finding?.fix).toBe('approve it: godrift baseline write');
    else expect(await findings(dir, followAdvice(finding?.fix ?? '', dir, env))).toEqual([]);
  }
});

interface Found {
  readonly fix: string;
}

async function findings(dir: string, env: Record<string, string>): Promise<readonly Found[]> {
  const { stdout } = await runCli(['check', '--json', '--only', 'build_env'], dir, env);
  return JSON.parse(stdout).projects[0].findings;
}
