import { type AuditEntry, formatEntry } from '../store/audit-entry.ts';
import { readAudit, verifyAudit } from '../store/audit-log.ts';
import type { CommandOptions } from './command-options.ts';
import type { Session } from './session.ts';

/** Every rollback, the newest last. */
export async function auditList(session: Session): Promise<number> {
  const entries = await readAudit(session.stateDir);
  if (session.globals.json === true)
    session.terminal.print(`[${entries.map((entry) => `\n  ${formatEntry(entry)}`).join(',')}\n]\n`);
  else if (entries.length === 0) session.terminal.print('no rollback is on record\n');
  else for (const entry of entries) session.terminal.print(`${line(entry, session)}\n`);
  return 0;
}

/** 1 where a line was changed, removed or moved. */
export async function auditVerify(session: Session): Promise<number> {
  const { entries, problems } = verifyAudit(session.stateDir);
  if (session.globals.json === true)
    session.terminal.print(
      `${JSON.stringify({ schema: 'godrift.audit-verify/v1', entries, problems }, null, 2)}\n`,
    );
  else {
    for (const { file, line: number, message } of problems)
      session.terminal.print(`${file}${number === null ? '' : `:${number}`}: ${message}\n`);
    if (problems.length === 0) session.terminal.print(`${entries} entries, the chain is whole\n`);
  }
  return problems.length === 0 ? 0 : 1;
}

/** All entries for other programs. */
export async function auditExport(
  session: Session,
  _: readonly string[],
  { format }: CommandOptions,
): Promise<number> {
  const entries = await readAudit(session.stateDir);
  const lines =
    format === 'csv'
      ? [COLUMNS.join(','), ...entries.map(csvLine)]
      : entries.map((entry) => formatEntry(entry));
  session.terminal.print(lines.map((text) => `${text}\n`).join(''));
  return 0;
}

function line(entry: AuditEntry, { terminal: { colors } }: Session): string {
  const { seq, ts, who, kind, reason, note, target, from, to, result, error, durationMs } = entry;
  const by = [who.user ?? `uid ${who.uid}`, ...(who.ci === null ? [] : [who.ci])].join(' in ');
  const how = result === 'success' ? colors.green(result) : colors.red(`${result}: ${error}`);
  return `${seq}  ${new Date(ts).toISOString()}  ${kind} of ${target}: ${from ?? 'unknown'} → ${to}, ${how}, ${(durationMs / 1_000).toFixed(1)} s, ${reason} by ${by}${note === null ? '' : `: ${note}`}`;
}

const COLUMNS = [
  'seq',
  'ts',
  'id',
  'kind',
  'reason',
  'note',
  'target',
  'from',
  'to',
  'result',
  'error',
  'durationMs',
  'traceId',
  'spanId',
  'prev',
] as const satisfies (keyof AuditEntry)[];

/** RFC 4180 */
function csvLine(entry: AuditEntry): string {
  return COLUMNS.map((column) => {
    const text = String(entry[column] ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',');
}
