import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/stack/processes.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';
import { type Block, blocksOf, pages, root } from './page.ts';
import { isPrinted, runCommands } from './run-page.ts';

prepareToolchains('go1.25.4');

const tried = pages().filter((page) => blocksOf(page).some(({ kind }) => kind === 'commands'));

describe.each(tried)('%s', (page) => {
  const missing = blocksOf(page).find(
    ({ kind, text }) => kind === 'needs' && spawnSync(text, ['-h']).error !== undefined,
  );
  if (missing !== undefined) process.stdout.write(`${page}: not run: there is no ${missing.text}\n`);

  test.skipIf(missing !== undefined)('its commands do as written', { timeout: 300_000 }, async () => {
    // Others may use the port that the pages name.
    const port = String(await freePort());
    const blocks = blocksOf(page).map((block) => ({ ...block, text: block.text.replaceAll('9464', port) }));
    const ran = runCommands(blocks, sandbox());
    expect(ran.filter(({ status, expected }) => status !== expected)).toEqual([]);
    const printed = ran.map(({ output }) => output).join('');
    const outputs = blocks.filter((block) => block.kind === 'output').map(({ text }) => text);
    expect(outputs.filter((text) => !isPrinted(text, printed)).map((text) => [text, printed])).toEqual([]);
  });
});

test('what is not run says why', () => {
  const left = pages().flatMap((page) =>
    blocksOf(page)
      .filter((block): block is Extract<Block, { kind: 'not run' }> => block.kind === 'not run')
      .map(({ text, reason }) => `${page}: ${text.split('\n')[0]} – not run: ${reason}\n`),
  );
  process.stdout.write(left.join(''));
  expect(left.filter((line) => !/not run: \S.{8}/.test(line))).toEqual([]);
});

/** A module in a git repository, a home of its own, `godrift` in PATH. */
function sandbox() {
  const cwd = tempProject({
    'go.mod': 'module example.com/shop\n\ngo 1.26\n',
    'main.go': 'package main\n\nfunc main() { println("hello") }\n',
  });
  const home = tempProject({
    'bin/godrift': `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"\n`,
  });
  chmodSync(join(home, 'bin/godrift'), 0o755);
  cpSync(join(root, 'test/fixtures/sample'), join(home, 'sample'), { recursive: true });
  const plain = hermeticEnv({
    HOME: home,
    GOENV: join(home, 'go-env'),
    GOTOOLCHAIN: '',
    GODRIFT_STATE_DIR: join(home, 'state'),
  });
  const person = { NAME: 'a', EMAIL: 'a@example.com' };
  const env: Record<string, string> = {
    ...plain,
    PATH: `${join(home, 'bin')}:${plain.PATH}`,
    NO_COLOR: '1',
    LC_ALL: 'C.UTF-8',
    SAMPLE: join(home, 'sample'),
    GODRIFT_SOURCE: root,
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) =>
        Object.entries(person).map(([what, value]) => [`GIT_${who}_${what}`, value]),
      ),
    ),
  };
  const git = (...args: string[]) => execFileSync('git', args, { cwd, env });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  return { cwd, env };
}
