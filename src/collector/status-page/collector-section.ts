import { type Html, html } from './html.ts';
import { duration, moment, plural } from './parts.ts';
import type { StatusReport } from './status-report.ts';

/** How the watcher itself is. */
export function collectorSection({ collector, projects }: StatusReport, now: Date): Html {
  const { version, revision, node, host, startedAt, intervalMs, notReady, lastSweep, problems } = collector;
  return html`${
    problems.length > 0 &&
    html`<ul class="problems" aria-label="Problems">${problems.map(
      ({ where, message }) =>
        html`<li>${where !== null && !message.startsWith(where) && html`<code>${where}</code> `}<bdi>${message}</bdi></li>`,
    )}</ul>`
  }
<dl class="facts">
<div><dt>Ready</dt><dd>${notReady === null ? html`<span class="badge in_sync"><span aria-hidden="true">✓</span> ready</span>` : html`<span class="badge drifted"><span aria-hidden="true">✗</span> not ready</span> ${notReady}`}</dd></div>
<div><dt>Last sweep</dt><dd>${lastSweep === null ? 'none yet' : html`${moment(lastSweep.at, now)}, took ${duration(lastSweep.durationMs)}`}</dd></div>
<div><dt>Watching</dt><dd>${plural(projects.length, 'project')}, every ${duration(intervalMs)}</dd></div>
<div><dt>Started</dt><dd>${moment(startedAt, now)}</dd></div>
<div><dt>Host</dt><dd><bdi>${host}</bdi></dd></div>
<div><dt>Version</dt><dd>godrift ${version} <span class="muted">(${revision}, Node.js ${node})</span></dd></div>
</dl>`;
}
