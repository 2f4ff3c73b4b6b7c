import type { SpanAttribute } from './attributes.ts';

export interface SpanDefinition {
  readonly kind: 'internal' | 'client';
  /** The span it runs in; null for the first one of a run, which joins the trace of `TRACEPARENT`. */
  readonly parent: string | null;
  readonly attributes: readonly SpanAttribute[];
  readonly brief: string;
  readonly errorWhen: string;
  readonly status: 'emitted' | 'pending';
}

const ROLLBACK = {
  kind: 'internal',
  parent: 'godrift.<command>',
  attributes: ['rollback.reason', 'rollback.target', 'rollback.from', 'rollback.to', 'rollback.result'],
  errorWhen: 'it was not fully applied',
  status: 'emitted',
} as const;

const PROCESS = {
  kind: 'client',
  parent: 'godrift.dimension.collect',
  attributes: ['process.executable.name', 'process.command_args', 'process.exit.code'],
  errorWhen: 'the exit code is not 0',
  status: 'emitted',
} as const;

/** Every span by its name; `<command>` stands for the command's name. */
export const SPANS = {
  'godrift.<command>': {
    kind: 'internal',
    parent: null,
    attributes: ['process.executable.name', 'process.exit.code', 'godrift.project'],
    brief: 'One run of a command',
    errorWhen: 'the exit code is 2, or a rollback failed',
    status: 'emitted',
  },
  'godrift.snapshot': {
    kind: 'internal',
    parent: 'godrift.<command>',
    attributes: ['godrift.project'],
    brief: 'One look at a project',
    errorWhen: 'a bug is met',
    status: 'emitted',
  },
  'godrift.dimension.collect': {
    kind: 'internal',
    parent: 'godrift.snapshot',
    attributes: ['godrift.dimension', 'godrift.entries', 'error.type'],
    brief: 'One dimension of it',
    errorWhen: 'the facts could not be collected',
    status: 'emitted',
  },
  go: { ...PROCESS, brief: 'One run of `go`' },
  process: { ...PROCESS, brief: 'One run of another executable' },
  'godrift.drift': {
    kind: 'internal',
    parent: 'godrift.snapshot',
    attributes: [
      'godrift.dimension',
      'godrift.score',
      'godrift.change_ratio',
      'godrift.findings',
      'godrift.fingerprint.before',
      'godrift.fingerprint.after',
      'godrift.severity',
    ],
    brief: 'A dimension that has drifted',
    errorWhen: 'never: drift is a result',
    status: 'emitted',
  },
  'rollback.sdk': { ...ROLLBACK, brief: 'A rollback of the Go SDK, linked to the drift' },
  'rollback.env': { ...ROLLBACK, brief: 'A rollback of variables, linked to the drift' },
  'rollback.cache': { ...ROLLBACK, brief: 'A rollback of the build cache, linked to the drift' },
  'rollback.step': {
    kind: 'internal',
    parent: 'rollback.<kind>',
    attributes: ['rollback.step', 'rollback.step.change'],
    brief: 'One action of a rollback',
    errorWhen: 'it failed',
    status: 'emitted',
  },
} as const satisfies Readonly<Record<string, SpanDefinition>>;
