import { join } from 'node:path';
import type { SpanOptions, SpanReference, Tracer } from '../../../src/contract/tracer.ts';
import { perform } from '../../../src/rollback/perform.ts';
import { type Outcome, runTransaction } from '../../../src/rollback/run-transaction.ts';
import type { Step } from '../../../src/rollback/step.ts';
import { newTransaction, type Plan, type Transaction } from '../../../src/rollback/transaction.ts';
import { tempProject } from '../../support/run-cli.ts';

export const SPAN: SpanReference = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

interface SeenSpan {
  readonly name: string;
  readonly options: SpanOptions;
  readonly attributes: Record<string, unknown>;
  readonly errors: string[];
}

/** What a rollback did: its files, spans and record, in a state directory of its own. */
export function journalled(files: Readonly<Record<string, string>> = { a: 'old a', b: 'old b' }) {
  const dir = tempProject(files);
  const stateDir = join(dir, 'state');
  const spans: SeenSpan[] = [];
  const records: { readonly transaction: Transaction; readonly outcome: Outcome }[] = [];
  const tracer: Tracer = {
    traceId: SPAN.traceId,
    injectEnv: (env) => ({ ...env }),
    activeSpan: () => SPAN,
    span: (name, options, fn) => {
      const seen: SeenSpan = { name, options, attributes: {}, errors: [] };
      spans.push(seen);
      return fn({
        setAttributes: (attributes) => void Object.assign(seen.attributes, attributes),
        setError: (message) => void seen.errors.push(message),
      });
    },
  };
  const options = {
    stateDir,
    tracer,
    verify: async (): Promise<string | null> => null,
    record: async (transaction: Transaction, outcome: Outcome) => void records.push({ transaction, outcome }),
  };
  const transaction = (steps: readonly Step[], id?: Partial<Transaction>): Transaction => ({
    ...newTransaction(plan(steps), {
      reason: 'manual',
      note: null,
      fingerprintBefore: null,
      span: null,
      replaced: null,
    }),
    ...id,
  });
  return {
    dir,
    stateDir,
    journal: join(stateDir, 'journal'),
    spans,
    records,
    options,
    transaction,
    run: (steps: readonly Step[], more: Partial<typeof options> = {}) =>
      runTransaction(transaction(steps), { ...options, ...more }),
    perform: (steps: readonly Step[], more: Partial<Parameters<typeof perform>[1]> = {}) =>
      perform(async () => plan(steps), {
        ...options,
        reason: 'ci',
        note: 'broken vet',
        fingerprintBefore: 'sha256:00',
        drift: null,
        waitMs: 0,
        busy: async () => [],
        replaced: async () => null,
        ...more,
      }),
  };
}

function plan(steps: readonly Step[]): Plan {
  return { kind: 'sdk', target: '/target', from: null, to: 'go1.25.4', steps };
}

export function fileStep(path: string, before: string | null, after: string | null): Step {
  const content = (latin1: string | null) => (latin1 === null ? null : { latin1, mode: 0o600 });
  return { kind: 'write_file', path, before: content(before), after: content(after), brief: `edit ${path}` };
}

export function linkStep(path: string, before: string | null, after: string | null): Step {
  return { kind: 'switch_link', path, before, after, brief: `link ${path}` };
}
