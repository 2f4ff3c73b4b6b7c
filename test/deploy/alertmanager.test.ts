import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { localAlertmanagerConfig } from '../../scripts/deploy/alertmanager-config.ts';
import { ROUTES } from '../../scripts/deploy/routes.ts';
import { ruleGroups } from '../../scripts/deploy/rule-files.ts';
import { stackBinary } from '../../scripts/stack/build.ts';
import { prepareServers } from '../support/prepare.ts';
import { tempProject } from '../support/run-cli.ts';

prepareServers('amtool');

const shipped = join(import.meta.dirname, '../../deploy/alertmanager/alertmanager.yml');
const text = readFileSync(shipped, 'utf8');
const alerts = ruleGroups()
  .flatMap(({ rules }) => rules)
  .filter(({ alert }) => alert !== undefined);

const RECEIVERS: Readonly<Record<string, string>> = {
  info: 'nobody',
  warning: 'everyone',
  critical: 'everyone',
};

async function receivers(labels: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await execa(stackBinary('amtool'), [
    ...['config', 'routes', 'test', `--config.file=${shipped}`],
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  ]);
  return stdout;
}

test.each(ROUTES)('%j goes to %s', async (labels, receiver) => {
  expect(await receivers(labels)).toBe(receiver);
});

test.each(alerts.map(({ alert, labels }) => [alert ?? '', labels?.severity ?? ''] as const))(
  '%s, severity %s, is routed by its severity',
  async (alertname, severity) => {
    expect(await receivers({ alertname, severity, source: 'godrift', project: 'example.com/shop' })).toBe(
      RECEIVERS[severity],
    );
  },
);

test('inhibition names alerts that there are', () => {
  const config = parse(text) as {
    inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
  };
  const named = config.inhibit_rules
    .flatMap((rule) => [...rule.source_matchers, ...rule.target_matchers])
    .flatMap((matcher) => /^alertname=~?"(.*)"$/.exec(matcher)?.[1]?.split('|') ?? []);
  const known = new Set(alerts.map(({ alert }) => alert));
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('secrets are in files, and none is shipped', () => {
  expect(text.match(/^\s*-?\s*\w+(?:_file): .*/gm)?.map((line) => line.trim())).toEqual([
    '- api_url_file: /etc/alertmanager/secrets/slack-url',
    '- url_file: /etc/alertmanager/secrets/webhook-url',
    'api_secret_file: /etc/alertmanager/secrets/wecom-secret',
  ]);
  expect(text).not.toMatch(/\b(?:api_secret|password|credentials|app_token|url): /);
  expect(text.match(/\bapi_url: .*/g)).toEqual(['api_url: https://qyapi.weixin.qq.com/cgi-bin/']);
});

test('for stand-ins only addresses, files and waiting times are replaced', async () => {
  const dir = tempProject();
  const local = localAlertmanagerConfig({
    slackUrl: 'http://127.0.0.1:1/slack',
    webhookUrl: 'http://127.0.0.1:1/webhook',
    wecomUrl: 'http://127.0.0.1:1/cgi-bin/',
    dir,
    groupWait: '100ms',
  });
  expect(parse(withoutReplaced(local))).toEqual(parse(withoutReplaced(text)));
  expect(readFileSync(join(dir, 'secrets/slack-url'), 'utf8')).toBe('http://127.0.0.1:1/slack');
  const file = join(dir, 'alertmanager.yml');
  writeFileSync(file, local);
  const { exitCode } = await execa(stackBinary('amtool'), ['check-config', file], { reject: false });
  expect(exitCode).toBe(0);
});

function withoutReplaced(yaml: string): string {
  const replaced = new Set([
    'api_url',
    'api_url_file',
    'url_file',
    'api_secret_file',
    'group_wait',
    'group_interval',
  ]);
  const drop = (key: string, value: unknown) =>
    replaced.has(key) ? '' : key === 'templates' ? 'templates' : value;
  return JSON.stringify(parse(yaml), drop);
}
