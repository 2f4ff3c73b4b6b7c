import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, startServerProcess } from '../../scripts/stack/processes.ts';
import { createProject, goEnvironment } from '../../scripts/stack/projects.ts';
import { startServer } from '../../src/collector/http-server.ts';
import { statusPages } from '../../src/collector/status-page/status-pages.ts';
import { launchBrowser } from './support/browser.ts';
import { exampleStatus, inSync } from './support/example-status.ts';

const root = join(import.meta.dirname, '../..');
const SCREENSHOT = join(root, 'docs/images/status-page.png');

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

/** A page in a browser of its own, and what it said and fetched. */
async function open(url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  // What the page's policy refuses is never answered.
  page.on('response', (response) => requests.push(new URL(response.url()).pathname));
  await page.goto(url);
  return { page, complaints, requests, close: () => context.close() };
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

async function serveExample(report: () => ReturnType<typeof exampleStatus>) {
  const server = await startServer({
    ...{ host: '127.0.0.1', port: 0, allowHosts: [], pages: () => new Map() },
    lazyPages: statusPages({ report, version: () => '1' }),
  });
  return { url: `http://127.0.0.1:${server.port}/`, close: server.close };
}

describe.each([
  ['with drift', () => exampleStatus()],
  ['in sync', () => exampleStatus(inSync)],
  ['without a project', () => exampleStatus({ states: [], rollbacks: [], problems: [] })],
])('a host %s', (name, report) => {
  test.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
    ['dark', 360],
  ] as const)('in %s at %d pixels is accessible, complete and alone', async (colorScheme, width) => {
    const site = await serveExample(report);
    const view = await open(site.url, { colorScheme, viewport: { width, height: 900 } });
    expect(await violations(view.page)).toEqual([]);
    const wide = await view.page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(width);
    const background = await view.page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(14, 19, 25)' : 'rgb(244, 246, 248)');
    expect([view.complaints, view.requests]).toEqual([[], ['/']]);
    if (
      process.env.GODRIFT_SCREENSHOTS === '1' &&
      name === 'with drift' &&
      `${colorScheme}${width}` === 'light1280'
    ) {
      mkdirSync(dirname(SCREENSHOT), { recursive: true });
      writeFileSync(SCREENSHOT, await view.page.screenshot({ fullPage: true }));
      writeFileSync(SCREENSHOT.replace('.png', '-top.png'), await view.page.screenshot());
    }
    await view.close();
    await site.close();
  });
});

test('without JavaScript it says everything, by keyboard too', async () => {
  const site = await serveExample(() => exampleStatus());
  const view = await open(site.url, { javaScriptEnabled: false });
  const { page } = view;
  expect(await page.title()).toBe('1 project has drifted – godrift on build-1');
  const finding = page.getByRole('listitem').filter({ hasText: 'go_version.running' });
  expect(await finding.innerText()).toMatch(
    /warning, minor[\s\S]*1\.26 by \.go-version:1[\s\S]*go1\.25\.4 from PATH[\s\S]*godrift rollback sdk --to go1\.26\.8/,
  );
  const shop = page.getByRole('row').filter({ hasText: 'example.com/shop' });
  expect(await shop.innerText()).toMatch(/drifted[\s\S]*3\s+2 h ago\s+6 h ago/);
  const trace = page.getByRole('link', { name: /^trace 4bf92f35$/ });
  expect(await trace.getAttribute('href')).toBe(
    'https://jaeger.example.com/trace/4bf92f3577b34da6a3ce929d0e0e4736',
  );

  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect(await page.evaluate('document.activeElement.className')).toBe('skip');
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  // What is in sync is folded; its link unfolds it.
  const billing = page.getByText('billing-2026.47.1');
  expect(await billing.isVisible()).toBe(false);
  await page.getByRole('link', { name: 'example.com/billing' }).focus();
  await page.keyboard.press('Enter');
  await billing.waitFor({ state: 'visible' });
  await view.close();
  await site.close();
});

test('text of a project is text: nothing of it is loaded, run or styled', async () => {
  const evil = '<img src=/evil.png onerror=fetch("/evil")><style>body{display:none}</style>';
  const [state] = exampleStatus().projects;
  if (state === undefined) throw new Error('no project');
  const site = await serveExample(() => {
    const report = exampleStatus();
    return { ...report, projects: [{ ...state, project: evil, dir: evil }] };
  });
  const view = await open(site.url);
  expect(await view.page.getByRole('heading', { name: evil }).isVisible()).toBe(true);
  expect([view.requests, view.complaints]).toEqual([['/'], []]);
  // And where escaping failed, the policy would still hold.
  await view.page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(evil)})`);
  await view.page.waitForTimeout(200);
  expect(view.requests).toEqual(['/']);
  expect(await view.page.evaluate('getComputedStyle(document.body).display')).toBe('block');
  expect(view.complaints.length).toBeGreaterThan(0);
  await view.close();
  await site.close();
});

test('a real collector: what changes on the disk is on the page', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-page-'));
  const env = goEnvironment(join(dir, 'state'));
  const project = createProject(join(dir, 'shop'), 'shop', env);
  await project.deploy('shop-1');
  const port = await freePort();
  const collector = await startServerProcess({
    ...{
      name: 'godrift',
      file: process.execPath,
      env,
      dir,
      url: `http://127.0.0.1:${port}`,
      readyPath: '/readyz',
    },
    args: [
      ...[join(root, 'src/main.ts'), 'collect', project.dir],
      ...['--listen', `127.0.0.1:${port}`, '--interval', '200ms'],
    ],
  });
  try {
    const view = await open(`${collector.url}/`);
    const { page } = view;
    expect(await violations(page)).toEqual([]);
    expect(await page.getByRole('heading', { level: 2 }).first().innerText()).toMatch(
      /Everything is in sync/,
    );
    expect(await page.getByRole('row').filter({ hasText: 'shop' }).first().innerText()).toMatch(/in grace/);
    project.drift();
    for (let tries = 0; tries < 100 && !(await page.title()).includes('drifted'); tries++) {
      await page.waitForTimeout(100);
      await page.reload();
    }
    expect(await page.title()).toMatch(/^1 project has drifted/);
    expect(
      await page.getByRole('listitem').filter({ hasText: 'build_env.DEPLOY_REGION' }).innerText(),
    ).toMatch(/expected\s+set by godrift\.yaml/i);
    await view.close();
  } finally {
    await collector.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
