// Has the servers' own tools check everything that is shipped for them: `node scripts/deploy/check.ts`, part of `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { type StackBinary, stackBinary } from '../stack/build.ts';
import { objectProblems } from './check-objects.ts';
import { located } from './located.ts';
import { ROUTES } from './routes.ts';
import { RULE_FILES, rulesDir, settingProblems } from './rule-files.ts';

const root = join(import.meta.dirname, '../..');
const at = (path: string) => join(root, 'deploy', path);
const rules = RULE_FILES.map((name) => join(rulesDir, name));
const tests = readdirSync(at('prometheus/tests')).map((name) => at(`prometheus/tests/${name}`));
const alertmanager = at('alertmanager/alertmanager.yml');

const STEPS: readonly (readonly [StackBinary, ...string[]])[] = [
  ['promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...rules],
  ['promtool', 'check', 'config', '--lint=all', '--lint-fatal', at('prometheus/prometheus.yml')],
  ['promtool', 'test', 'rules', ...tests],
  ['amtool', 'check-config', alertmanager],
  ...ROUTES.map(
    ([labels, receiver]) =>
      [
        'amtool',
        'config',
        'routes',
        'test',
        `--config.file=${alertmanager}`,
        `--verify.receivers=${receiver}`,
        ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
      ] as const,
  ),
  ['otelcol', 'validate', '--config', join(root, 'otel-collector.yaml')],
  [
    'otelcol',
    'validate',
    '--config',
    join(root, 'otel-collector.yaml'),
    '--config',
    join(root, 'otel-collector-logs.yaml'),
  ],
  ['jaeger', 'validate', '--config', at('jaeger/jaeger.yaml')],
  ['otelcol', 'validate', '--config', at('gateway/otel-collector-gateway.yaml')],
  ['compose-check', at('compose.yaml')],
];
const KUSTOMIZATIONS = ['kubernetes/base', 'kubernetes/overlays/build-nodes'].map(at);

/** What the configurations take from it and have no default for. */
const ENVIRONMENT = {
  GODRIFT_STATE_DIR: '/var/lib/godrift',
  TLS_CERT_FILE: 'server.pem',
  TLS_KEY_FILE: 'server.key',
  TLS_CLIENT_CA_FILE: 'ca.pem',
  REMOTE_WRITE_URL: 'https://mimir.example.com/api/v1/push',
  TRACES_OTLP_ENDPOINT: 'https://jaeger.example.com:4318',
};
const settings = join(rulesDir, 'godrift-settings.yml');
const problems = [...settingProblems(readFileSync(settings, 'utf8'), relative(root, settings))];
for (const [name, ...args] of STEPS) {
  const { exitCode, all } = await execa(stackBinary(name), args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    env: ENVIRONMENT,
  });
  if (exitCode !== 0) problems.push(describe(name, args, all));
}
for (const dir of KUSTOMIZATIONS) {
  const { exitCode, stdout, stderr } = await execa(stackBinary('kustomize'), ['build', dir], {
    reject: false,
  });
  const found = exitCode === 0 ? await objectProblems(stdout) : [stderr];
  problems.push(...found.map((problem) => `${relative(root, dir)}: ${problem}`));
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** promtool says file and line itself. */
function describe(tool: StackBinary, args: readonly string[], output: string): string {
  const isPath = (arg: string) => arg.includes(root);
  const command = [tool, ...args.filter((arg) => !isPath(arg))].join(' ');
  const path = args.findLast(isPath)?.replace(/^--[\w.]+=/, '');
  if (tool === 'promtool' || path === undefined) return `${command}\n${output}`;
  return `${located(output, { path: relative(root, path), text: readFileSync(path, 'utf8') })} (${command})`;
}
