import { collectorSection } from './collector-section.ts';
import { type Html, html } from './html.ts';
import { overview, type ProjectStatus, standingFindings, stateOf } from './overview.ts';
import { plural, type State } from './parts.ts';
import { projectSection } from './project-section.ts';
import { rollbacksSection } from './rollbacks-section.ts';
import type { StatusReport } from './status-report.ts';
import { STYLE } from './style.ts';

const WORST_FIRST: readonly State[] = ['drifted', 'unknown', 'in_sync'];

/** The whole status page: one document, its style in it, no script. */
export function statusPage(report: StatusReport): string {
  const now = new Date(report.generatedAt);
  const projects = report.projects.toSorted(
    (a, b) =>
      WORST_FIRST.indexOf(stateOf(a)) - WORST_FIRST.indexOf(stateOf(b)) ||
      (a.project < b.project ? -1 : a.project > b.project ? 1 : 0),
  );
  const verdict = verdictOf(report);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict.title} – godrift on ${report.collector.host}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<div class="bar"><h1>godrift <span class="muted">on <bdi>${report.collector.host}</bdi></span></h1>
<nav aria-label="Sections"><ul><li><a href="#projects">Projects</a></li><li><a href="#rollbacks">Rollbacks</a></li><li><a href="#collector">Collector</a></li><li><a href="/metrics">Metrics</a></li><li><a href="/api/v1/status">JSON</a></li></ul></nav></div>
</header>
<main id="main" tabindex="-1">
<section class="verdict ${verdict.state}" aria-labelledby="verdict">
<h2 id="verdict"><span class="big" aria-hidden="true">${verdict.icon}</span> ${verdict.title}</h2>
${tiles(projects, report)}
</section>
<section aria-labelledby="projects"><h2 id="projects">Projects</h2>
${projects.length === 0 ? html`<p class="muted">No project could be looked at yet.</p>` : overview(projects, now)}
${projects.map((project) => projectSection(project, now))}</section>
<section aria-labelledby="rollbacks"><h2 id="rollbacks">Rollbacks</h2>
<div class="card">${rollbacksSection(report.rollbacks)}</div></section>
<section aria-labelledby="collector"><h2 id="collector">Collector</h2>
<div class="card">${collectorSection(report, now)}</div></section>
</main>
<footer><p>As of <time datetime="${report.generatedAt}">${report.generatedAt.slice(0, 19).replace('T', ' ')} UTC</time>. Reload for the present state.</p></footer>
</body>
</html>
`.html;
}

function verdictOf({ projects, collector }: StatusReport) {
  const count = (wanted: State) => projects.filter((project) => stateOf(project) === wanted).length;
  const [drifted, unknown] = [count('drifted'), count('unknown')];
  if (drifted > 0)
    return {
      state: 'drifted',
      icon: '✗',
      title: `${plural(drifted, 'project')} ${drifted === 1 ? 'has' : 'have'} drifted`,
    };
  if (unknown > 0 || collector.problems.length > 0 || projects.length === 0)
    return {
      state: 'unknown',
      icon: '?',
      title: unknown > 0 ? `${plural(unknown, 'project')} could not be told` : 'Not everything could be told',
    };
  return { state: 'in_sync', icon: '✓', title: 'Everything is in sync' };
}

function tiles(projects: readonly ProjectStatus[], { collector }: StatusReport): Html {
  const count = (wanted: State) => projects.filter((project) => stateOf(project) === wanted).length;
  const findings = projects.reduce((sum, project) => sum + standingFindings(project).length, 0);
  const figures: readonly (readonly [string, number])[] = [
    ['in sync', count('in_sync')],
    ['drifted', count('drifted')],
    ['unknown', count('unknown')],
    ['findings', findings],
    ['problems', collector.problems.length],
  ];
  return html`<dl class="tiles">${figures.map(
    ([label, figure]) => html`<div><dt>${label}</dt><dd>${figure}</dd></div>`,
  )}</dl>`;
}
