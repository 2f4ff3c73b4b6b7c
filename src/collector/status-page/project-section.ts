import { severityRank } from '../../domain/finding.ts';
import { findingItem } from './finding-item.ts';
import { type Html, html } from './html.ts';
import { driftedSince, type ProjectStatus, projectAnchor, standingFindings, stateOf } from './overview.ts';
import { duration, moment, plural, stateBadge, table } from './parts.ts';

/** A page that nobody can read to its end helps nobody: `check` tells them all. */
const MOST_FINDINGS = 100;

/** Everything known of one project; folded where it is in sync. */
export function projectSection(project: ProjectStatus, now: Date): Html {
  const state = stateOf(project);
  const since = driftedSince(project);
  const sorted = project.findings.toSorted(
    (a, b) =>
      Number(a.accepted !== null) - Number(b.accepted !== null) ||
      severityRank(b.severity) - severityRank(a.severity),
  );
  const standing = standingFindings(project).length;
  const more = sorted.length - MOST_FINDINGS;
  return html`<details class="project ${state}"${state !== 'in_sync' && html` open`}>
<summary><h3><bdi>${project.project}</bdi></h3> ${stateBadge(state)}
<span class="muted">${standing === 0 ? 'no findings' : plural(standing, 'finding')}</span></summary>
<div class="body" id="${projectAnchor(project)}">
<dl class="facts">
<div><dt>Directory</dt><dd><code>${project.dir}</code></dd></div>
<div><dt>Baseline</dt><dd>${baseline(project)}</dd></div>
<div><dt>Looked at</dt><dd>${moment(project.takenAt, now)}</dd></div>
${since !== null && html`<div><dt>Drifted since</dt><dd>${moment(since, now)}</dd></div>`}
</dl>
${dimensionTable(project, now)}
${
  sorted.length > 0 &&
  html`<ul class="findings" aria-label="Findings of ${project.project}">
${sorted.slice(0, MOST_FINDINGS).map(findingItem)}</ul>`
}
${more > 0 && html`<p class="muted">and ${more} more: <code>godrift check</code> lists them all</p>`}
${deployments(project, now)}
</div></details>
`;
}

function baseline({ baseline: kind, baselineFrom }: ProjectStatus): Html {
  if (kind === 'none')
    return html`none <span class="muted">(approve this state with <code>godrift baseline write</code>)</span>`;
  return kind === 'file' ? html`<code>${baselineFrom}</code>` : html`deployment <bdi>${baselineFrom}</bdi>`;
}

function dimensionTable(project: ProjectStatus, now: Date): Html {
  return table({
    caption: `Dimensions of ${project.project}`,
    columns: ['Dimension', 'State', 'Since', 'Changed', 'Score', 'Fingerprint', 'Collected in'],
    rows: project.dimensions.map((dimension) => dimensionRow(dimension, now)),
  });
}

function dimensionRow(dimension: ProjectStatus['dimensions'][number], now: Date): Html {
  const { id, state, since, changed, entries, changeRatio, score, fingerprint, durationMs } = dimension;
  const head = html`<th scope="row">${id}</th><td>${stateBadge(state)}</td>`;
  if (state === 'unknown') {
    const { reason, message, fix } = dimension;
    return html`<tr>${head}<td colspan="5">${reason}: <bdi>${message}</bdi>${fix !== null && html` <code class="fix">${fix}</code>`}</td></tr>
`;
  }
  return html`<tr>${head}<td>${since === null ? '–' : moment(since, now)}</td>
<td class="number">${changed} of ${entries}${changed > 0 && html` (${(changeRatio * 100).toFixed(1)} %)`}</td>
<td class="number">${score.toFixed(2)}</td>
<td>${fingerprint === null ? '–' : html`<code>${fingerprint.replace(/^sha256:/, '').slice(0, 12)}</code>`}</td>
<td class="number">${duration(durationMs)}</td></tr>
`;
}

function deployments(project: ProjectStatus, now: Date): Html | null {
  const { deployments: recorded, graceUntil, inGrace } = project;
  if (recorded.length === 0) return null;
  const grace =
    graceUntil === null
      ? null
      : inGrace
        ? html`<span class="badge grace">in grace</span> No drift alerts until ${moment(graceUntil, now)}, by the shipped rules`
        : html`Grace ended ${moment(graceUntil, now)}`;
  return html`<h4>Deployments</h4>
<ol class="deployments">${recorded.map(
    ({ id, at, changeRatio }) =>
      html`<li><bdi>${id}</bdi> ${moment(at, now)}${changeRatio !== null && html` <span class="muted">${(changeRatio * 100).toFixed(1)} % changed</span>`}</li>`,
  )}</ol>
<p>${grace}</p>`;
}
