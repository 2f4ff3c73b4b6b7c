import { type Html, html } from './html.ts';

export type State = 'in_sync' | 'drifted' | 'unknown';

const STATES: Readonly<Record<State, readonly [icon: string, label: string]>> = {
  in_sync: ['✓', 'in sync'],
  drifted: ['✗', 'drifted'],
  unknown: ['?', 'unknown'],
};

/** Never by colour alone. */
export function stateBadge(state: State): Html {
  const [icon, label] = STATES[state];
  return html`<span class="badge ${state}"><span aria-hidden="true">${icon}</span> ${label}</span>`;
}

/** A state in a narrow cell: an icon to see, words to hear. */
export function stateMark(state: State): Html {
  const [icon, label] = STATES[state];
  return html`<span class="mark ${state}" title="${label}"><span aria-hidden="true">${icon}</span><span class="sr">${label}</span></span>`;
}

/** An instant (RFC 3339), and how long ago that was when the page was rendered. */
export function moment(at: string, now: Date): Html {
  const ms = now.getTime() - Date.parse(at);
  return html`${instant(at)} <span class="muted">(${distance(ms)})</span>`;
}

export function instant(at: string): Html {
  return html`<time datetime="${at}">${written(at)}</time>`;
}

/** For a narrow cell: how long ago. */
export function age(at: string, now: Date): Html {
  return html`<time datetime="${at}" title="${written(at)}">${distance(now.getTime() - Date.parse(at))}</time>`;
}

function written(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

function distance(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const text =
    minutes < 1
      ? `${Math.round(Math.abs(ms) / 1_000)} s`
      : minutes < 120
        ? `${minutes} min`
        : minutes < 48 * 60
          ? `${Math.round(minutes / 60)} h`
          : `${Math.round(minutes / (24 * 60))} days`;
  return ms < 0 ? `in ${text}` : `${text} ago`;
}

export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(1))} s`;
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly Html[];
}

/** A wide table scrolls by itself, by keyboard too. */
export function table({ caption, columns, rows }: Table): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="sr">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
