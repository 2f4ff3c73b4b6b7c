import { type Html, html } from './html.ts';
import { duration, instant, table } from './parts.ts';
import type { StatusReport } from './status-report.ts';

/** The newest first, each with its trace. */
export function rollbacksSection(rollbacks: StatusReport['rollbacks']): Html {
  if (rollbacks.length === 0) return html`<p class="muted">No rollback is on record.</p>`;
  return table({
    caption: 'Rollbacks, the newest first',
    columns: ['When', 'Kind', 'Target', 'From', 'To', 'Reason', 'Result', 'Took', 'Trace'],
    rows: rollbacks.map(row),
  });
}

function row(rollback: StatusReport['rollbacks'][number]): Html {
  const { at, kind, target, from, to, reason, result, error, durationMs } = rollback;
  const done = result === 'success';
  return html`<tr><th scope="row">${instant(at)}</th><td>${kind}</td><td><bdi>${target}</bdi></td>
<td>${from === null ? '–' : html`<code>${from}</code>`}</td><td>${to === null ? '–' : html`<code>${to}</code>`}</td>
<td>${reason}</td>
<td><span class="badge ${done ? 'in_sync' : 'drifted'}"><span aria-hidden="true">${done ? '✓' : '✗'}</span> ${result}</span>${error !== null && html` <bdi class="free">${error}</bdi>`}</td>
<td class="number">${duration(durationMs)}</td><td>${trace(rollback)}</td></tr>
`;
}

function trace({ traceId, traceUrl }: StatusReport['rollbacks'][number]): Html | string {
  if (traceId === null) return '–';
  const short = traceId.slice(0, 8);
  return traceUrl === null
    ? html`<code>${short}</code>`
    : html`<a href="${traceUrl}" rel="noreferrer"><span class="sr">trace </span><code>${short}</code></a>`;
}
