import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnsiUp } from 'ansi_up';
import { expect, test } from 'vitest';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';
import { launchBrowser } from './support/browser.ts';

const root = join(import.meta.dirname, '../..');
const SCREENSHOT = join(root, 'docs/images/check.png');
const COLUMNS = 112;

const STYLE = `
  body { margin: 0; padding: 14px 18px; width: max-content; background: #10151c; color: #d7dde5;
    font: 14px/1.5 "DejaVu Sans Mono", monospace; }
  pre { margin: 0; font: inherit; }
  .ansi-red-fg { color: #ff7b72; } .ansi-green-fg { color: #56d364; } .ansi-cyan-fg { color: #6bc7ff; }
`;

test('check on a terminal, in colours, as the README shows it', async () => {
  const dir = join(tempProject(), 'sample');
  cpSync(join(root, 'test/fixtures/sample'), dir, { recursive: true });
  const command = `stty cols ${COLUMNS}; '${process.execPath}' '${join(root, 'src/main.ts')}' check`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: dir,
    env: { ...hermeticEnv(), TERM: 'xterm-256color' },
    encoding: 'utf8',
  });
  expect(stdout).toContain('\x1b[31m✗\x1b[39m go_version');
  // What a slow machine said meanwhile is gone from the screen at the end.
  const cleared = `${stdout.split('\r\x1b[K').at(-1)}`;
  const shown = cleared.replaceAll('\r', '').replaceAll(dir, '~/src/sample').trim();
  const browser = await launchBrowser();
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1_000, height: 400 } });
  const ansi = new AnsiUp();
  ansi.use_classes = true;
  const terminal = `<pre>$ godrift check\n${ansi.ansi_to_html(shown)}</pre>`;
  await page.setContent(`<style>${STYLE}</style><body>${terminal}</body>`);
  expect(await page.locator('.ansi-red-fg', { hasText: 'running  is go' }).count()).toBe(1);
  if (process.env.GODRIFT_SCREENSHOTS === '1')
    writeFileSync(SCREENSHOT, await page.locator('body').screenshot());
  await browser.close();
});
