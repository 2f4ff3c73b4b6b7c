import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { located } from '../../scripts/deploy/located.ts';
import { type StackBinary, stackBinary } from '../../scripts/stack/build.ts';
import { prepareServers } from '../support/prepare.ts';
import { tempProject } from '../support/run-cli.ts';

prepareServers('amtool', 'otelcol', 'compose-check', 'jaeger');

const root = join(import.meta.dirname, '../..');

interface Break {
  readonly tool: StackBinary;
  readonly args: readonly string[];
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** After file and line. */
  readonly message: string;
}

const AMTOOL = {
  tool: 'amtool',
  args: ['check-config'],
  file: 'deploy/alertmanager/alertmanager.yml',
} as const;
const OTELCOL = { tool: 'otelcol', args: ['validate', '--config'], file: 'otel-collector.yaml' } as const;
const COMPOSE = { tool: 'compose-check', args: [], file: 'deploy/compose.yaml' } as const;

const BREAKS: readonly Break[] = [
  {
    ...AMTOOL,
    right: 'group_wait: 10s',
    wrong: 'group_waits: 10s',
    message: 'field group_waits not found in type config.plain',
  },
  {
    ...AMTOOL,
    right: 'receiver: nobody',
    wrong: 'receiver: nobdy',
    message: 'undefined receiver "nobdy" used in route',
  },
  {
    ...AMTOOL,
    right: 'group_interval: 1m',
    wrong: 'group_interval: 1 minute',
    message: 'unknown unit " minute" in duration "1 minute"',
  },
  {
    ...OTELCOL,
    right: 'check_interval',
    wrong: 'chek_interval',
    message:
      "failed to get config: cannot unmarshal the configuration: decoding failed due to the following error(s): 'processors' error reading configuration for \"memory_limiter\": decoding failed due to the following error(s): 'memorylimiter.Config' has invalid keys: chek_interval",
  },
  {
    ...OTELCOL,
    right: '[otlp_grpc/jaeger]',
    wrong: '[otlp_grpc/jeager]',
    message: 'service::pipelines::traces: references exporter "otlp_grpc/jeager" which is not configured',
  },
  {
    ...COMPOSE,
    right: 'source: prometheus',
    wrong: 'source: promtheus',
    message: 'service "prometheus" refers to undefined config promtheus: invalid compose project',
  },
  {
    tool: 'jaeger',
    args: ['validate', '--config'],
    file: 'deploy/jaeger/jaeger.yaml',
    right: 'traces: memory',
    wrong: 'tracs: memory',
    message:
      "failed to get config: cannot unmarshal the configuration: decoding failed due to the following error(s): 'extensions' error reading configuration for \"jaeger_query\": decoding failed due to the following error(s): 'storage' has invalid keys: tracs",
  },
];

test.each(BREAKS)('$tool on $wrong is told by file and line', async (broken) => {
  const { output, text } = await complain(broken);
  const line = text.split('\n').findIndex((one) => one.includes(broken.wrong)) + 1;
  expect(located(output, { path: broken.file, text })).toBe(`${broken.file}:${line}: ${broken.message}`);
});

test('a template that does not parse is told by its own file', async () => {
  const dir = tempProject({ 'templates/broken.tmpl': '\n{{ define "x" }}{{ nofunc }}{{ end }}\n' });
  cpSync(join(root, AMTOOL.file), join(dir, 'alertmanager.yml'));
  const { all } = await execa(stackBinary('amtool'), ['check-config', join(dir, 'alertmanager.yml')], {
    all: true,
    reject: false,
  });
  expect(located(all, { path: AMTOOL.file, text: '' })).toBe(
    'deploy/alertmanager/templates/broken.tmpl:2: function "nofunc" not defined',
  );
});

async function complain({ tool, args, file, right, wrong }: Break) {
  const text = readFileSync(join(root, file), 'utf8').replace(right, wrong);
  const dir = tempProject();
  const copy = join(dir, basename(file));
  writeFileSync(copy, text);
  const { all, exitCode } = await execa(stackBinary(tool), [...args, copy], { all: true, reject: false });
  expect(exitCode).not.toBe(0);
  return { output: all, text };
}
