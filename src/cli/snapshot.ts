import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Tracer } from '../contract/tracer.ts';
import { diffSnapshots } from '../domain/diff.ts';
import { inputError } from '../domain/errors.ts';
import { readSnapshot, withoutCarriageReturns, writeSnapshot } from '../domain/snapshot-text.ts';
import { snapshotFacts } from '../engine/snapshot-facts.ts';
import { writeAtomic } from '../store/atomic-file.ts';
import { look, projectDirs, type Seen, type Session, withTelemetry } from './session.ts';

export function snapshotShow(session: Session): Promise<number> {
  return withTelemetry(session, 'snapshot', async (telemetry, seen) => {
    const { text, facts, takenAt, exitCode } = await take(session, telemetry, seen);
    session.terminal.print(
      session.globals.json === true
        ? `${JSON.stringify({ schema: 'godrift.snapshot/v1', takenAt, facts }, null, 2)}\n`
        : text,
    );
    return exitCode;
  });
}

export function snapshotSave(session: Session, [file = '']: readonly string[]): Promise<number> {
  return withTelemetry(session, 'snapshot', async (telemetry, seen) => {
    const { text, exitCode } = await take(session, telemetry, seen);
    await writeAtomic(resolve(session.cwd, file), text, { mode: 0o644 });
    return exitCode;
  });
}

/** Prints `+ key=value`, `- key=value`, `~ key: before → after`; exits 1 if there is a difference. */
export async function snapshotDiff(session: Session, [a = '', b = '']: readonly string[]): Promise<number> {
  const [before, after] = await Promise.all([readText(session, a), readText(session, b)]);
  const changes = diffSnapshots(before, after);
  const { terminal } = session;
  if (session.globals.json === true) {
    terminal.print(`${JSON.stringify({ schema: 'godrift.diff/v1', changes }, null, 2)}\n`);
    return changes.length === 0 ? 0 : 1;
  }
  const { green, red, yellow } = terminal.colors;
  for (const { key, before: was, after: is } of changes) {
    if (was === null) terminal.print(green(`+ ${key}=${is}\n`));
    else if (is === null) terminal.print(red(`- ${key}=${was}\n`));
    else terminal.print(yellow(`~ ${key}: ${was} → ${is}\n`));
  }
  return changes.length === 0 ? 0 : 1;
}

/** The text of a valid snapshot, its lines ended in LF. */
async function readText(session: Session, name: string): Promise<string> {
  const file = resolve(session.cwd, name);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw inputError(
      error.code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${error.code}`,
      file,
    );
  });
  readSnapshot(bytes, file);
  return withoutCarriageReturns(bytes.toString('utf8').split('\n')).join('\n');
}

async function take(session: Session, tracer: Tracer, seen: Seen) {
  const [dir = session.cwd, ...others] = projectDirs(session);
  if (others.length > 0) throw inputError('a snapshot is of one project: give one --project');
  const { state } = await look(session, dir, tracer, { baseline: { none: true } });
  seen.states.push(state);
  const unknown = state.dimensions.filter((dimension) => dimension.state === 'unknown');
  for (const { id, reason, message } of unknown)
    session.terminal.warn(`${id} is unknown (${reason}) and not in the snapshot: ${message}`);
  const facts = snapshotFacts(state);
  return {
    text: writeSnapshot(facts, state.takenAt),
    facts,
    takenAt: state.takenAt,
    exitCode: unknown.length === 0 ? 0 : 2,
  };
}
