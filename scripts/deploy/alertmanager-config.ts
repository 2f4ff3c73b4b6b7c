import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const shipped = join(import.meta.dirname, '../../deploy/alertmanager');

export interface LocalReceivers {
  readonly slackUrl: string;
  readonly webhookUrl: string;
  /** With its trailing slash. */
  readonly wecomUrl: string;
  /** For the secrets' files. */
  readonly dir: string;
  readonly groupWait: string;
}

interface Receiver {
  readonly slack_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
  readonly wechat_configs?: readonly object[];
}

/** The shipped alertmanager.yml, as text, with other addresses, secrets in files of `dir`, and other waiting times. */
export function localAlertmanagerConfig(options: LocalReceivers): string {
  const config = parse(readFileSync(join(shipped, 'alertmanager.yml'), 'utf8'));
  const secrets = join(options.dir, 'secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  const secret = (name: string, text: string): string => {
    const file = join(secrets, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const each = (list: readonly object[] | undefined, more: object) =>
    list?.map((entry) => ({ ...entry, ...more }));
  const receivers = config.receivers.map((receiver: Receiver) => ({
    ...receiver,
    ...(receiver.slack_configs && {
      slack_configs: each(receiver.slack_configs, { api_url_file: secret('slack-url', options.slackUrl) }),
    }),
    ...(receiver.webhook_configs && {
      webhook_configs: each(receiver.webhook_configs, {
        url_file: secret('webhook-url', options.webhookUrl),
      }),
    }),
    ...(receiver.wechat_configs && {
      wechat_configs: each(receiver.wechat_configs, {
        api_url: options.wecomUrl,
        api_secret_file: secret('wecom-secret', 'a-secret-of-the-stand-in'),
      }),
    }),
  }));
  return stringify({
    ...config,
    templates: config.templates.map((file: string) => join(shipped, file)),
    route: { ...config.route, group_wait: options.groupWait, group_interval: '1s' },
    receivers,
  });
}
