import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const MODULE = { 'go.mod': 'module example.com/again\n\ngo 1.22\n' };

/** Runs until the verdict itself is kept: facts first, then what they come to. */
async function settledCheck(files: Readonly<Record<string, string>>) {
  const [dir, env] = [tempProject(files), hermeticEnv()];
  const check = (...options: string[]) => runCli(['check', '--json', ...options], dir, env);
  const kept = () => {
    const cache = join(env.GODRIFT_STATE_DIR ?? '', 'cache');
    if (!existsSync(cache)) return 0;
    return readdirSync(cache).filter((name) => readFileSync(join(cache, name), 'utf8').includes('"verdict"'))
      .length;
  };
  for (let run = 0; run < 5 && kept() === 0; run++) {
    await sleep(50);
    await check();
  }
  expect(kept()).toBe(1);
  return { dir, env, check };
}

function report(stdout: string) {
  const [project] = JSON.parse(stdout).projects;
  return project as {
    baseline: string;
    dimensions: { id: string; state: string; entries: number }[];
    findings: { id: string; accepted: unknown }[];
  };
}

test('a kept verdict says what the look said', async () => {
  const { dir, env, check } = await settledCheck(MODULE);
  const again = JSON.parse((await check()).stdout);
  rmSync(join(env.GODRIFT_STATE_DIR ?? '', 'cache'), { recursive: true });
  const anew = JSON.parse((await check()).stdout);
  const timeless = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, own) => (key === 'durationMs' ? undefined : own)));
  expect(timeless(again)).toEqual(timeless(anew));
  expect((await runCli(['check'], dir, env)).stdout).toContain('example.com/again');
});

test('every change after a kept verdict is seen', async () => {
  const { dir, env, check } = await settledCheck(MODULE);
  expect(report((await check()).stdout).baseline).toBe('none');

  await runCli(['baseline', 'record', '--deployment', 'd1'], dir, env);
  expect(report((await check()).stdout).baseline).toBe('deployment');

  await runCli(['baseline', 'write'], dir, env);
  expect(report((await check()).stdout).baseline).toBe('file');
  expect(report((await check('--no-baseline')).stdout).baseline).toBe('none');

  writeFileSync(join(dir, '.go-version'), '1.21\n');
  const drifted = await check();
  expect(drifted.exitCode).toBe(1);
  const [finding] = report(drifted.stdout).findings.filter(({ id }) => id.startsWith('go_version.'));

  const name = finding?.id.replace(/\.\w+$/, '') ?? '';
  await runCli(
    ['baseline', 'accept', name, '--owner', 'a', '--reason', 'b', '--until', '2999-01-01'],
    dir,
    env,
  );
  expect(report((await check()).stdout).findings.find(({ id }) => id === finding?.id)?.accepted).not.toBe(
    null,
  );

  rmSync(join(dir, '.godrift'), { recursive: true });
  expect(report((await check()).stdout).baseline).toBe('deployment');
  rmSync(join(dir, '.go-version'));
  expect((await check()).exitCode).toBe(0);
});

test('the difference of the module trees is written again where it is gone', async () => {
  const { dir, env, check } = await settledCheck(MODULE);
  await runCli(['baseline', 'write'], dir, env);
  const baseline = join(dir, '.godrift/baseline.snap');
  writeFileSync(
    baseline,
    readFileSync(baseline, 'utf8').replace(/^modules\..*$/m, 'modules.example.com/gone=v1.0.0'),
  );
  const diff = join(dir, 'env-fingerprint.diff');
  for (let run = 0; run < 4; run++) {
    await check();
    await sleep(50);
  }
  expect(readFileSync(diff, 'utf8')).toContain('example.com/gone');
  rmSync(diff);
  await check();
  expect(existsSync(diff)).toBe(true);
});

test('a well-formed line and Commander agree on every option', async () => {
  const { dir, env } = await settledCheck(MODULE);
  // `--` leaves the line to Commander.
  for (const line of [
    ['--only=go_version', '--only', 'modules,tools', '--format=json'],
    ['--skip', 'context', '--json', '--fail-on', 'info', '--no-baseline'],
    ['--timeout', '3s', '--json', '--project', dir],
  ]) {
    const [quick, commander] = [
      await runCli(['check', ...line], dir, env),
      await runCli(['check', ...line, '--'], dir, env),
    ];
    expect(report(quick.stdout).dimensions.map(({ id }) => id)).toEqual(
      report(commander.stdout).dimensions.map(({ id }) => id),
    );
    expect(quick.exitCode).toBe(commander.exitCode);
  }
  const wrong = await runCli(['check', '--format', 'xml'], dir, env);
  expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
  expect(wrong.stderr).toContain('--format');
});
