import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SpanReference } from '../../src/contract/tracer.ts';

export interface ChildReport {
  readonly traceId: string | null;
  /** The reference of the span `go`. */
  readonly active: SpanReference | null;
  readonly childEnv: Readonly<Record<string, string>>;
  /** From the start of the shutdown to the end of the process. */
  readonly exitMs: number;
  readonly warnings: readonly string[];
  /** What was printed besides the report. */
  readonly printed: string;
}

export async function runOtlpChild(
  env: Readonly<Record<string, string>>,
  mode: 'oneshot' | 'service' = 'oneshot',
): Promise<ChildReport> {
  const script = new URL('otlp-child.ts', import.meta.url).pathname;
  const child = promisify(execFile)(process.execPath, ['--no-warnings', script, mode], {
    env,
    timeout: 30_000,
  });
  const { stdout, stderr } = await child;
  const lines = stdout.trimEnd().split('\n');
  return { ...JSON.parse(lines.at(-1) ?? ''), printed: lines.slice(0, -1).join('\n') + stderr };
}
