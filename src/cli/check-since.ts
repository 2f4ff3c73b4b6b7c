import type { Tracer } from '../contract/tracer.ts';
import type { Verdict } from '../domain/state.ts';
import { type DeclarationsSince, declarationsSince } from '../engine/declarations-since.ts';
import { configFile, type Session } from './session.ts';

const TIMEOUT_MS = 15_000;

/** What each project declares otherwise than in another revision. */
export async function checkSince(
  session: Session,
  states: readonly Verdict[],
  ref: string,
  tracer: Tracer,
): Promise<readonly DeclarationsSince[]> {
  const { env } = session;
  const found: DeclarationsSince[] = [];
  for (const { project } of states)
    found.push(
      await declarationsSince({
        dir: project.dir,
        ref,
        env,
        configFile: configFile(session),
        timeoutMs: TIMEOUT_MS,
        tracer,
      }),
    );
  return found;
}
