import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const explain = async (dir: string, env: Record<string, string>, ...args: string[]) => {
  const { exitCode, stdout } = await runCli(['explain', ...args, '--json'], dir, env);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
};

test('names every step with its file and line, and what a CI image with GOTOOLCHAIN=local would do', async () => {
  const dir = tempProject({
    'go.mod': 'module m\n\ngo 1.22\n\ntoolchain go1.27.3\n',
    '.go-version': '1.25.4\n',
    goenv: '# c\nGOTOOLCHAIN=go1.25.4+auto\n',
  });
  const env = hermeticEnv({ GOENV: join(dir, 'goenv'), GOPROXY: 'https://proxy.example' });
  const { GOTOOLCHAIN: _, ...unset } = env;
  const report = await explain(dir, unset);
  const goMod = join(dir, 'go.mod');
  expect(report).toMatchObject({
    running: null,
    from: 'download',
    unknown: { reason: 'offline' },
    steps: [
      { step: 'sdk', value: 'go1.26.8', effect: 'starts' },
      {
        step: 'GOTOOLCHAIN',
        value: 'go1.25.4+auto',
        file: join(dir, 'goenv'),
        line: 2,
        effect: 'decides',
        toolchain: 'go1.25.4',
      },
      { step: 'toolchain', value: '1.27.3', file: goMod, line: 5, effect: 'raises', toolchain: 'go1.27.3' },
      { step: 'go', value: '1.22', file: goMod, line: 3, effect: 'met' },
    ],
    alternatives: [
      {
        GOTOOLCHAIN: 'local',
        reason: 'ci',
        toolchain: 'go1.26.8',
        from: 'PATH',
        refused: null,
        unmet: { version: '1.25.4', source: '.go-version' },
      },
      { GOTOOLCHAIN: 'auto', toolchain: 'go1.27.3', from: 'download' },
      { GOTOOLCHAIN: 'path', toolchain: 'go1.27.3', from: 'missing' },
      {
        GOTOOLCHAIN: 'go1.25.4',
        reason: 'declared',
        toolchain: 'go1.25.4',
        from: 'module cache',
        unmet: null,
      },
    ],
  });
});

test('says that go.work overrules go.mod, and where Go refuses', async () => {
  const dir = tempProject({
    'go.work': 'go 1.99\n\nuse ./a\n',
    'a/go.mod': 'module a\n\ngo 1.22\n\ntoolchain go1.98.0\n',
  });
  const { steps, alternatives } = await explain(join(dir, 'a'), hermeticEnv());
  expect(
    steps.map((step: { origin: string; effect: string }) => [step.origin, step.effect]).slice(2),
  ).toEqual([
    ['go.mod', 'overruled'],
    ['go.work', 'refused'],
    ['go.mod', 'overruled'],
  ]);
  expect(alternatives[0]).toMatchObject({ GOTOOLCHAIN: 'local', refused: '1.99' });
});

test('one variable: every place that has a say in it, the one that counts, no secret', async () => {
  const dir = tempProject({
    'go.mod': 'module m\n\ngo 1.22\n',
    'godrift.yaml': 'env: { expect: { GOFLAGS: -mod=readonly } }\n',
    goenv: 'GOFLAGS=-trimpath\n',
  });
  const env = hermeticEnv({ GOENV: join(dir, 'goenv'), GOFLAGS: '-ldflags=-X=main.key=hunter2' });
  const report = await explain(dir, env, 'GOFLAGS');
  expect(JSON.stringify(report)).not.toContain('hunter2');
  expect(report).toMatchObject({
    key: 'GOFLAGS',
    value: '-ldflags=-X=main.key=***',
    origin: 'environment',
    meaning: 'changes what is built',
    expected: '-mod=readonly',
    layers: [
      { origin: 'environment', counts: true },
      { origin: join(dir, 'goenv'), value: '-trimpath', line: 1, counts: false },
      { origin: '$GOROOT/go.env', value: null, counts: false },
    ],
  });
  const { stderr, exitCode } = await runCli(['explain', 'GOFLAG'], dir, env);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('did you mean GOFLAGS?')]);
});

test('in words, English and Chinese', async () => {
  const dir = tempProject({ 'go.mod': 'module m\n\ngo 1.22\n' });
  const env = hermeticEnv();
  const english = await runCli(['explain'], dir, env);
  expect(english.stdout).toContain('go1.26.8 runs here.');
  expect(english.stdout).toMatch(/3\. {2}go 1\.22 +is met by go1\.26\.8 +go\.mod:3/);
  const chinese = await runCli(['explain'], dir, { ...env, LC_ALL: 'zh_CN.UTF-8', LANG: 'C' });
  expect(chinese.stdout).toContain('这里运行的是 go1.26.8。');
  expect(chinese.stdout).not.toMatch(/runs here|is met|Settings/);
});
