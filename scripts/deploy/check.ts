// Has the servers' own tools check everything that is shipped for them: `node scripts/deploy/check.ts`, part of `npm run check`.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { type StackBinary, stackBinary } from '../stack/build.ts';
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
  ['compose-check', at('compose.yaml')],
];

const settings = join(rulesDir, 'godrift-settings.yml');
const problems = [...settingProblems(readFileSync(settings, 'utf8'), relative(root, settings))];
for (const [name, ...args] of STEPS) {
  const { exitCode, all } = await execa(stackBinary(name), args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { GODRIFT_STATE_DIR: '/var/lib/godrift' },
  });
  if (exitCode !== 0) problems.push(describe(name, args, all));
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
