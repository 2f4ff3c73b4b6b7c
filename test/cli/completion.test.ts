import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

/** What a shell offers after each line. */
type Complete = (code: string, line: string) => readonly string[];

const sh = (shell: readonly string[], script: string): string => {
  const [file = '', ...args] = shell;
  const dir = tempProject({ script });
  return execFileSync(file, [...args, join(dir, 'script')], {
    encoding: 'utf8',
    env: { ...process.env, TERM: 'dumb', NO_COLOR: '1' },
  });
};

const bash: Complete = (code, line) => {
  const words = line.split(' ');
  const given = words.map((word) => `'${word}'`).join(' ');
  return sh(
    ['bash', '--norc'],
    `${code}\nCOMP_WORDS=(${given}); COMP_CWORD=${words.length - 1}; _godrift; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ).split('\n');
};

const fish: Complete = (code, line) =>
  sh(['fish', '--no-config'], `${code}\ncomplete -C '${line}'\ntrue`)
    .split('\n')
    .map((one) => one.split('\t')[0] ?? '');

// A real line editor on a pseudo terminal: what it lists is between two marks.
const zsh: Complete = (code, line) => {
  const dir = tempProject({
    rc: `autoload -Uz compinit; compinit -u -D\n${code}\nLISTMAX=9999\nPS1=\nzstyle ':completion:*' list-separator ' -- '\nbindkey '^I' list-choices\n`,
  });
  const script = `zmodload zsh/zpty
zpty -b z 'env TERM=dumb ZDOTDIR=${dir} zsh -f -i'
zpty -w z 'stty -echo columns 200 rows 500; source ${join(dir, 'rc')}; print RE""ADY'
out=; repeat 100; do zpty -r -t z part && out+=$part; [[ $out == *READY* ]] && break; sleep 0.1; done
zpty -w -n z $'${line}\\t'
out=; repeat 12; do sleep 0.1; while zpty -r -t z part; do out+=$part; done; done
zpty -d z
print -r -- "$out"`;
  return sh(['zsh', '-f'], script)
    .split(/[\r\n]+/)
    .flatMap((one) => one.trim().split(/\s{2,}|\s+-- .*/));
};

test.each([
  ['bash', bash],
  ['fish', fish],
  ['zsh', zsh],
] as const)('%s completes commands, subcommands, options and their values', async (shell, complete) => {
  const { stdout: code, exitCode } = await runCli(['completion', shell], tempProject(), hermeticEnv());
  expect(exitCode).toBe(0);
  expect(complete(code, 'godrift ')).toEqual(
    expect.arrayContaining(['check', 'explain', 'init', 'rollback']),
  );
  expect(complete(code, 'godrift rollback ')).toEqual(
    expect.arrayContaining(['sdk', 'env', 'cache', 'recover']),
  );
  expect(complete(code, 'godrift check --format ')).toEqual(
    expect.arrayContaining(['pretty', 'json', 'github', 'sarif', 'junit']),
  );
  expect(complete(code, 'godrift check --')).toEqual(
    expect.arrayContaining(['--fail-on', '--since', '--online']),
  );
  expect(complete(code, 'godrift rollback sdk --scope ')).toEqual(
    expect.arrayContaining(['user', 'project', 'shell']),
  );
  expect(complete(code, 'godrift explain GOF')).toEqual(expect.arrayContaining(['GOFLAGS', 'GOFIPS140']));
});

test('help shows examples that parse, and a typo its right spelling', async () => {
  const [dir, env] = [tempProject({ 'go.mod': 'module m\n\ngo 1.26\n' }), hermeticEnv()];
  for (const command of [[], ['check'], ['explain'], ['init']]) {
    const { stdout, exitCode } = await runCli([...command, '--help'], dir, env);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('\nExamples:\n')]);
  }
  for (const [line, meant] of [
    ['chek', 'check'],
    ['check --formt json', '--format'],
    ['check --format jsn', 'Allowed choices are pretty, json, github, sarif, junit'],
    ['completion bsh', 'bash, zsh, fish'],
  ] as const)
    expect(await runCli(line.split(' '), dir, env)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(meant),
    });
});

test('NO_COLOR and FORCE_COLOR rule the colours', async () => {
  const [dir, env] = [tempProject({ 'go.mod': 'module m\n\ngo 1.20\n' }), hermeticEnv()];
  const colored = async (more: Record<string, string>) =>
    (await runCli(['check', '--only', 'go_version'], dir, { ...env, ...more })).stdout.includes('\x1b[');
  expect([
    await colored({}),
    await colored({ FORCE_COLOR: '1' }),
    await colored({ FORCE_COLOR: '1', NO_COLOR: '1' }),
    await colored({ NO_COLOR: '1' }),
    await colored({ FORCE_COLOR: '0' }),
  ]).toEqual([false, true, true, false, false]);
});
