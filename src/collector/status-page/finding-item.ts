import { basename } from 'node:path';
import { type Html, html } from './html.ts';
import type { ProjectStatus } from './overview.ts';

type Finding = ProjectStatus['findings'][number];

/** What is expected by whom, what is there from where, and what to do. */
export function findingItem(finding: Finding): Html {
  const { dimension, key, severity, kind, change, expected, actual, origin, fix, accepted } = finding;
  const label = change === 'none' ? severity : `${severity}, ${change}`;
  return html`<li class="finding ${accepted === null ? severity : 'accepted'}">
<h4><span class="badge ${accepted === null ? severity : 'accepted'}">${accepted === null ? label : 'accepted'}</span> <bdi>${dimension}.${key}</bdi></h4>
<dl>
<div><dt>Expected</dt><dd>${value(expected, kind === 'added' ? 'nothing' : 'not declared')}${by('by', expectedBy(finding))}</dd></div>
<div><dt>Actual</dt><dd>${value(actual, 'not there')}${by('from', origin)}</dd></div>
${fix !== null && html`<div class="wide"><dt>Fix</dt><dd><code class="fix">${fix}</code></dd></div>`}
${
  accepted !== null &&
  html`<div class="wide"><dt>Accepted</dt><dd>by <bdi>${accepted.owner}</bdi> until <time datetime="${accepted.until}">${accepted.until.slice(0, 10)}</time>: <bdi>${accepted.reason}</bdi></dd></div>`
}
</dl></li>
`;
}

function value(text: string | null, none: string): Html {
  return text === null ? html`<em>${none}</em>` : html`<code>${text}</code>`;
}

function by(word: string, who: string | null): Html | null {
  return who === null ? null : html` <span class="muted">${word}</span> <bdi>${who}</bdi>`;
}

function expectedBy({ source, file, line }: Finding): string | null {
  return file !== null && basename(file) === source ? `${source}:${line}` : source;
}
