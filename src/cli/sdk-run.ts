import type { Telemetry } from '../contract/tracer.ts';
import { CollectError } from '../domain/errors.ts';
import { createHost, type RecordingHost } from '../host/create-host.ts';
import type { CommandOptions } from './command-options.ts';
import type { Session } from './session.ts';

/** One `rollback sdk` of one project's directory. */
export interface SdkRun {
  readonly session: Session;
  readonly telemetry: Telemetry;
  readonly dir: string;
  readonly options: CommandOptions;
  readonly timeoutMs: number;
}

/** The facts of `go_version`: the SDK in PATH and the Go that runs, unless Go refuses. */
export type GoFacts = Readonly<Record<'local', string>> & Readonly<Record<string, string>>;

/** A new one after every change: each asks Go once. */
export function hostOf(
  { session, telemetry, dir, timeoutMs }: SdkRun,
  more: {
    readonly dir?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly online?: boolean;
  } = {},
): RecordingHost {
  return createHost({
    env: { ...session.env, ...more.env },
    projectDir: more.dir ?? dir,
    online: more.online ?? false,
    timeoutMs,
    tracer: telemetry,
  });
}

/** Throws CollectError where the SDK in PATH does not answer. */
export async function goFacts(host: RecordingHost): Promise<GoFacts> {
  const { version: local } = await host.go.local();
  try {
    const selection = await host.go.selection();
    return selection.state === 'running' ? { local, running: selection.version } : { local };
  } catch (cause) {
    // Not being able to run the selected one is a reason to roll back.
    if (cause instanceof CollectError && cause.reason === 'offline') return { local };
    throw cause;
  }
}
