import { sha256 } from '../../domain/sha256.ts';
import { type Html, html } from './html.ts';
import { age, type State, stateBadge, stateMark, table } from './parts.ts';
import type { StatusReport } from './status-report.ts';

export type ProjectStatus = StatusReport['projects'][number];

export function stateOf({ dimensions }: ProjectStatus): State {
  const states = dimensions.map(({ state }) => state);
  return states.includes('drifted') ? 'drifted' : states.includes('unknown') ? 'unknown' : 'in_sync';
}

export function standingFindings({ findings }: ProjectStatus) {
  return findings.filter(({ accepted }) => accepted === null);
}

/** When the oldest drift that still stands began; null without one. */
export function driftedSince({ dimensions }: ProjectStatus): string | null {
  return dimensions.flatMap(({ since }) => (since === null ? [] : [since])).toSorted()[0] ?? null;
}

export function projectAnchor({ project }: ProjectStatus): string {
  return `p-${sha256(project).slice(0, 12)}`;
}

/** A row a project: what is wrong stands first. */
export function overview(projects: readonly ProjectStatus[], now: Date): Html {
  const ids = [...new Set(projects.flatMap(({ dimensions }) => dimensions.map(({ id }) => id)))];
  return table({
    caption: 'Projects and the state of their dimensions',
    columns: ['Project', 'State', ...ids, 'Findings', 'Drifted since', 'Last deployment'],
    rows: projects.map((project) => row(project, ids, now)),
  });
}

function row(project: ProjectStatus, ids: readonly string[], now: Date): Html {
  const since = driftedSince(project);
  const deployed = project.deployments[0];
  const cells = ids.map((id) => {
    const dimension = project.dimensions.find((one) => one.id === id);
    return html`<td class="center">${dimension === undefined ? '–' : stateMark(dimension.state)}</td>`;
  });
  return html`<tr><th scope="row"><a href="#${projectAnchor(project)}"><bdi>${project.project}</bdi></a></th>
<td>${stateBadge(stateOf(project))}</td>${cells}<td class="number">${standingFindings(project).length}</td>
<td>${since === null ? '–' : age(since, now)}</td>
<td>${deployed === undefined ? '–' : age(deployed.at, now)}${project.inGrace && html` <span class="badge grace">in grace</span>`}</td></tr>
`;
}
