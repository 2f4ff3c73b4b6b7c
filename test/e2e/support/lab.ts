import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { freePort, type Running, startServerProcess } from '../../../scripts/stack/processes.ts';
import {
  createProject,
  goEnvironment,
  type LivingProject,
  localGoVersion,
} from '../../../scripts/stack/projects.ts';
import { type Stack, startStack } from '../../../scripts/stack/stack.ts';
import { type Receivers, startReceivers } from './receivers.ts';

const cli = join(import.meta.dirname, '../../../src/main.ts');

/** The real stack at 1 s scrape and evaluation, one collector, and projects by name. */
export interface Lab {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stack: Stack;
  readonly receivers: Receivers;
  readonly projects: Readonly<Record<string, LivingProject>>;
  readonly collector: Running;
  /** The environment file of its Go: `GOTOOLCHAIN=local` to begin with. */
  readonly goEnvFile: string;
  /** `godrift` with traces to Jaeger. */
  readonly godrift: (args: readonly string[], dir?: string) => Promise<GodriftResult>;
  readonly close: () => Promise<void>;
}

export interface GodriftResult {
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** `grace`: seconds of grace after a deployment, by project; the default is the shipped one. `more`: of the environment. */
export async function startLab(
  names: readonly string[],
  grace: Readonly<Record<string, number>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Lab> {
  const dir = mkdtempSync(join(tmpdir(), 'godrift-e2e-'));
  const goEnvFile = join(dir, 'go.env');
  writeFileSync(goEnvFile, 'GOTOOLCHAIN=local\n');
  const env = {
    ...goEnvironment(join(dir, 'state')),
    GOENV: goEnvFile,
    // Its own: tests damage them, and all of them is read.
    GOMODCACHE: join(dir, 'mod'),
    GOCACHE: join(dir, 'gocache'),
    GOTOOLCHAIN: '',
    GOPROXY: `file://${releaseProxy(join(dir, 'proxy'))}`,
    ...more,
  };
  const receivers = await startReceivers();
  const port = await freePort();
  const overrides = join(dir, 'overrides.yml');
  writeFileSync(overrides, overridingRules(names, grace));
  const stack = await startStack({
    dir: join(dir, 'stack'),
    scrape: [`127.0.0.1:${port}`],
    receivers: receivers.urls,
    interval: '1s',
    groupWait: '100ms',
    ruleFiles: [overrides],
  });
  const projects = Object.fromEntries(
    names.map((name) => [name, createProject(join(dir, 'projects', name), name, env)]),
  );
  const traced = {
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '500',
  };
  const collector = await startServerProcess({
    name: 'godrift',
    file: process.execPath,
    args: [
      cli,
      'collect',
      ...Object.values(projects).map((project) => project.dir),
      '--listen',
      `127.0.0.1:${port}`,
      '--interval',
      '200ms',
      '--online',
    ],
    env: traced,
    dir,
    url: `http://127.0.0.1:${port}`,
    readyPath: '/metrics',
  });
  return {
    dir,
    env,
    stack,
    receivers,
    projects,
    collector,
    goEnvFile,
    godrift: (args, cwd = dir) =>
      execa(process.execPath, [cli, ...args], { cwd, env: traced, extendEnv: false, reject: false }),
    close: async () => {
      await collector.stop();
      await stack.stop();
      await receivers.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A module proxy in a directory that knows Go's releases: the one that is here is the newest. */
function releaseProxy(dir: string): string {
  const versions = join(dir, 'golang.org/toolchain/@v');
  mkdirSync(versions, { recursive: true });
  writeFileSync(join(versions, 'list'), `v0.0.1-go${localGoVersion()}.linux-amd64\n`);
  return dir;
}

/** As a user overrides a setting: the same series with a project label. A drift settles after 2 scrapes. */
function overridingRules(names: readonly string[], grace: Readonly<Record<string, number>>): string {
  const settings = [
    ...names.map((project) => ['godrift:settle_seconds', project, 2] as const),
    ...Object.entries(grace).map(
      ([project, seconds]) => ['godrift:grace_period_seconds', project, seconds] as const,
    ),
  ];
  const rules = settings.map(
    ([record, project, value]) =>
      `      - record: ${record}\n        expr: vector(${value})\n        labels: {project: ${project}}\n`,
  );
  return `groups:\n  - name: overrides\n    rules:\n${rules.join('')}`;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** An instant query; throws with Prometheus' own words for a bad one. */
export async function query(lab: Lab, expr: string): Promise<readonly Sample[]> {
  const response = await fetch(`${lab.stack.urls.prometheus}/api/v1/query?query=${encodeURIComponent(expr)}`);
  const answer = (await response.json()) as { data?: { result: readonly Sample[] }; error?: string };
  if (answer.data === undefined) throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result;
}

/** Asks until there is an answer that is not empty, null or undefined. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  seconds = 60,
): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + seconds * 1_000; Date.now() < deadline; await sleep(100)) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && !(Array.isArray(answer) && answer.length === 0))
      return answer;
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
