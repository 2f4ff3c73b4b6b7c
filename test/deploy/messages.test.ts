import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { stackBinary } from '../../scripts/stack/build.ts';
import { prepareServers } from '../support/prepare.ts';
import { tempProject } from '../support/run-cli.ts';

prepareServers('amtool');

const templates = join(import.meta.dirname, '../../deploy/alertmanager/templates/*.tmpl');

interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

const FIRING: Alert = {
  status: 'firing',
  labels: {
    alertname: 'GoVersionDrift',
    severity: 'warning',
    source: 'godrift',
    project: 'example.com/shop',
    instance: 'host-a:9464',
    dimension: 'go_version',
  },
  annotations: {
    summary: 'Go is not the declared one in example.com/shop',
    summary_zh: '项目 example.com/shop 的 Go 版本与声明不一致',
    description: 'See which and why: godrift explain.',
    runbook_url: 'https://example.com/runbooks/GoVersionDrift.md',
    dashboard_url: '/d/godrift-project?var-project=example.com/shop',
  },
  startsAt: '2026-11-23T12:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: '0123456789abcdef',
};
const RESOLVED: Alert = { ...FIRING, status: 'resolved', endsAt: '2026-11-23T12:10:00Z' };

async function render(template: string, alerts: readonly [Alert, ...Alert[]]): Promise<string> {
  const [{ status, labels, annotations }] = alerts;
  const { alertname = '', project = '' } = labels;
  const dir = tempProject();
  const data = join(dir, 'data.json');
  writeFileSync(
    data,
    JSON.stringify({
      receiver: 'everyone',
      status,
      alerts,
      groupLabels: { alertname, project },
      commonLabels: labels,
      commonAnnotations: annotations,
    }),
  );
  const { stdout } = await execa(stackBinary('amtool'), [
    ...['template', 'render', `--template.glob=${templates}`, `--template.data=${data}`],
    `--template.text={{ template "${template}" . }}`,
  ]);
  return stdout.trim();
}

test('Slack hears id, severity, source, summary, timestamp, context and where to go on', async () => {
  expect(await render('godrift.slack.title', [FIRING])).toBe('[FIRING:1] GoVersionDrift example.com/shop');
  expect(
    await render('godrift.slack.text', [FIRING]),
  ).toBe(`*firing*: Go is not the declared one in example.com/shop
id: 0123456789abcdef
severity: warning
source: godrift
timestamp: 2026-11-23T12:00:00Z
context: dimension=go_version instance=host-a:9464 project=example.com/shop
See which and why: godrift explain.
<https://example.com/runbooks/GoVersionDrift.md|Runbook> <http://127.0.0.1:3000/d/godrift-project?var-project=example.com/shop|Dashboard>`);
});

test('WeCom hears the same in Chinese', async () => {
  expect(
    await render('godrift.wecom', [FIRING]),
  ).toBe(`**<font color="warning">告警 1 条</font> GoVersionDrift**
项目 example.com/shop 的 Go 版本与声明不一致
>状态：告警中
>编号：0123456789abcdef
>级别：warning
>来源：godrift
>时间：2026-11-23 20:00:00（北京时间）
>上下文：dimension=go_version instance=host-a:9464 project=example.com/shop 
[处理手册](https://example.com/runbooks/GoVersionDrift.md) [仪表盘](http://127.0.0.1:3000/d/godrift-project?var-project=example.com/shop)`);
});

test('the end of an alert is told as such', async () => {
  expect(await render('godrift.color', [RESOLVED])).toBe('good');
  expect(await render('godrift.slack.title', [RESOLVED])).toBe('[RESOLVED] GoVersionDrift example.com/shop');
  expect(
    (await render('godrift.slack.text', [RESOLVED]))
      .split('\n')
      .filter((line) => /^(\*|timestamp)/.test(line)),
  ).toEqual([
    '*resolved*: Go is not the declared one in example.com/shop',
    'timestamp: 2026-11-23T12:00:00Z to 2026-11-23T12:10:00Z',
  ]);
  expect((await render('godrift.wecom', [RESOLVED])).split('\n').slice(0, 3)).toEqual([
    '**<font color="info">已恢复</font> GoVersionDrift**',
    '项目 example.com/shop 的 Go 版本与声明不一致',
    '>状态：已恢复',
  ]);
});

test('an alert without project, links or Chinese is told all the same', async () => {
  const { project: _, ...labels } = FIRING.labels;
  const bare: Alert = { ...FIRING, labels, annotations: { summary: 'The build cache is corrupt' } };
  expect(await render('godrift.slack.title', [bare])).toBe('[FIRING:1] GoVersionDrift');
  expect((await render('godrift.wecom', [bare])).split('\n')[1]).toBe('The build cache is corrupt');
});

test('what a label holds calls nobody and opens no link of its own', async () => {
  const project = '<!channel> [x](http://evil.example) & *b*';
  const hostile: Alert = {
    ...FIRING,
    labels: { ...FIRING.labels, project },
    annotations: { ...FIRING.annotations, summary: project, summary_zh: project },
  };
  const slack = `${await render('godrift.slack.title', [hostile])}\n${await render('godrift.slack.text', [hostile])}`;
  expect(slack).toContain('project=&lt;!channel&gt; [x](http://evil.example) &amp; *b*');
  expect(slack.match(/<[^>]*>/g)).toHaveLength(2);
  const wecom = await render('godrift.wecom', [hostile]);
  expect(wecom.match(/\]\([^)]*\)/g)).toHaveLength(2);
  expect(wecom).not.toContain('<!channel>');
});

test('many long alerts stay below the 2048 bytes that WeCom takes', async () => {
  const long = '漂'.repeat(500);
  const alert: Alert = {
    ...FIRING,
    labels: {
      ...FIRING.labels,
      alertname: long,
      project: long,
      instance: long,
      dimension: long,
      a: long,
      b: long,
    },
    annotations: {
      ...FIRING.annotations,
      summary_zh: long,
      runbook_url: `https://example.com/${'r'.repeat(105)}`,
      dashboard_url: `/d/${'d'.repeat(94)}`,
    },
  };
  const message = await render('godrift.wecom', [alert, alert, alert, alert]);
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(2_048);
  expect(message).toContain('共 4 条，以上为前 2 条');
});

test('of many alerts Slack hears ten and their number', async () => {
  const text = await render('godrift.slack.text', [FIRING, ...Array.from({ length: 11 }, () => FIRING)]);
  expect(text.match(/^id: /gm)).toHaveLength(10);
  expect(text.split('\n').at(-1)).toBe('The first 10 of 12.');
});
