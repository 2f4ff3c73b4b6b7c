import type { Logger } from 'pino';
import type { Collector } from '../collector/collector.ts';
import type { Resolved, WatchList } from '../collector/configured-targets.ts';
import { messageOf } from '../collector/unknown-project.ts';
import { type InputSignatures, signatureOf, statInput } from '../host/inputs.ts';

export interface RetargetOptions {
  readonly collector: Pick<Collector, 'setTargets'>;
  readonly resolveTargets: (list: WatchList) => Promise<Resolved>;
  /** As it was last read. */
  readonly config: () => { readonly list: WatchList; readonly file: string | null };
  /** Reads it anew; where it throws, the old one stands. */
  readonly reload: () => Promise<void>;
  readonly log: Pick<Logger, 'warn' | 'error' | 'info'>;
}

export type Retarget = ReturnType<typeof createRetarget>;

/** Brings what is watched in line with the configuration and the disk. An invalid configuration is reported, and the old one stands. */
export function createRetarget({ collector, resolveTargets, config, reload, log }: RetargetOptions) {
  let told = '';
  // Signed before it is read: a change meanwhile is seen by the next sweep.
  let inputs = fileInputs(config().file);
  return async (options: { readonly reload: boolean }): Promise<void> => {
    const { file } = config();
    if (options.reload) {
      inputs = fileInputs(file);
      try {
        await reload();
        log.info({ file }, 'configuration read');
      } catch (cause) {
        for (const line of messageOf(cause).split('\n'))
          log.error({ file }, `${line}; the configuration read before stands`);
      }
    }
    const resolved = await resolveTargets(config().list);
    const problems = resolved.problems.join('\n');
    if (problems !== told) for (const problem of resolved.problems) log.warn(problem);
    told = problems;
    collector.setTargets(resolved.targets, { ...resolved.inputs, ...inputs });
  };
}

function fileInputs(file: string | null): InputSignatures {
  return file === null ? {} : { [file]: signatureOf(statInput(file)) };
}
