/** No `<` and no user's text in it: it stands in the page as it is, and the page's policy names its hash. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f4f6f8; --card: #ffffff; --text: #18212b; --muted: #56616e; --line: #d8dee5; --soft: #eef1f5;
  --good: #116239; --good-bg: #e0f3e8; --bad: #a31d17; --bad-bg: #fde7e5; --warn: #7a4a00; --warn-bg: #fdf0d7;
  --info: #0a4fbf; --info-bg: #e4edfc; --link: #0a4fbf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0e1319; --card: #161d26; --text: #e7ebf0; --muted: #a3aebb; --line: #2c3743; --soft: #1d2631;
    --good: #74dca6; --good-bg: #12301f; --bad: #ff9d94; --bad-bg: #3b1715; --warn: #f5c563; --warn-bg: #36280c;
    --info: #9cc0ff; --info-bg: #16264a; --link: #9cc0ff;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--bg); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code { font: 0.9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--card); padding: .5rem 1rem; border-radius: 0 0 8px 8px; z-index: 1; }
.skip:focus { top: 0; }
time { white-space: nowrap; }
.muted { color: var(--muted); font-weight: normal; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
.bar, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
.bar { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; justify-content: space-between; padding-block: .85rem; }
h1 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; margin: 0; padding: 0; }
main { padding-block: 1.25rem; outline: none; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; scroll-margin-top: 1rem; }
h3 { font-size: 1.02rem; margin: 0; display: inline; overflow-wrap: anywhere; }
h4 { font-size: .95rem; margin: 1.1rem 0 .4rem; }
.card, .verdict, .project, section > .scroll { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.card { padding: 1rem 1.15rem; }
.verdict { padding: 1.1rem 1.25rem; display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; align-items: center; justify-content: space-between; border-left-width: 6px; }
.verdict h2 { margin: 0; font-size: 1.45rem; line-height: 1.25; display: flex; gap: .75rem; align-items: center; }
.big { display: inline-grid; place-items: center; flex: none; width: 2.4rem; height: 2.4rem; border-radius: 50%; font-size: 1.25rem; }
.verdict.in_sync { border-left-color: var(--good); } .verdict.in_sync .big { background: var(--good-bg); color: var(--good); }
.verdict.drifted { border-left-color: var(--bad); } .verdict.drifted .big { background: var(--bad-bg); color: var(--bad); }
.verdict.unknown { border-left-color: var(--warn); } .verdict.unknown .big { background: var(--warn-bg); color: var(--warn); }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem 1.75rem; margin: 0; }
.tiles div { display: flex; flex-direction: column-reverse; align-items: center; }
.tiles dt { color: var(--muted); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.scroll { position: relative; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: .8rem; color: var(--muted); font-weight: 600; background: var(--soft); }
tbody th { font-weight: 600; }
td[colspan] { white-space: normal; min-width: 18rem; }
.free { display: inline-block; white-space: normal; min-width: 10rem; max-width: 24rem; overflow-wrap: anywhere; }
.center { text-align: center; } .number { font-variant-numeric: tabular-nums; }
.badge { display: inline-block; padding: .05rem .55rem; border-radius: 99px; font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--soft); color: var(--text); }
.badge.in_sync, .mark.in_sync { background: var(--good-bg); color: var(--good); }
.badge.drifted, .badge.error, .badge.critical, .mark.drifted { background: var(--bad-bg); color: var(--bad); }
.badge.unknown, .badge.warning, .mark.unknown { background: var(--warn-bg); color: var(--warn); }
.badge.info, .badge.grace { background: var(--info-bg); color: var(--info); }
.badge.accepted { color: var(--muted); }
.mark { position: relative; display: inline-grid; place-items: center; width: 1.6rem; height: 1.6rem; border-radius: 50%; font-weight: 700; }
.project { margin-top: .9rem; overflow: hidden; }
summary { cursor: pointer; padding: .8rem 1.15rem; display: flex; flex-wrap: wrap; gap: .3rem .75rem; align-items: baseline; }
summary::before { content: "▸"; color: var(--muted); } details[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible { outline-offset: -3px; }
.body { padding: 0 1.15rem 1.1rem; scroll-margin-top: 4rem; }
.body > .scroll, .card > .scroll { border: 1px solid var(--line); border-radius: 8px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: .35rem 2rem; margin: .2rem 0 1rem; }
.facts div { display: flex; gap: .75rem; } .facts dt { color: var(--muted); flex: 0 0 7rem; } .facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.findings { list-style: none; margin: 1rem 0 0; padding: 0; display: grid; gap: .6rem; }
.finding { border: 1px solid var(--line); border-left: 4px solid var(--muted); border-radius: 8px; padding: .7rem .9rem; }
.finding.warning { border-left-color: var(--warn); } .finding.info { border-left-color: var(--info); }
.finding.error, .finding.critical { border-left-color: var(--bad); }
.finding h4 { margin: 0 0 .45rem; overflow-wrap: anywhere; }
.finding dl { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .35rem 1.5rem; margin: 0; }
.finding dl div { display: flex; gap: .75rem; min-width: 0; } .finding dl .wide { grid-column: 1 / -1; }
.finding dt { color: var(--muted); flex: 0 0 4.6rem; } .finding dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.fix { display: inline-block; background: var(--soft); border-radius: 5px; padding: .1rem .5rem; user-select: all; white-space: pre-wrap; }
.deployments { margin: 0; padding-left: 1.4rem; } .deployments + p { margin: .4rem 0 0; }
.problems { margin: 0 0 1rem; padding: .7rem 1rem .7rem 2rem; background: var(--warn-bg); color: var(--warn); border-radius: 8px; overflow-wrap: anywhere; }
footer { color: var(--muted); font-size: .85rem; padding-bottom: 2rem; }
@media (max-width: 46rem) {
  .finding dl { grid-template-columns: minmax(0, 1fr); }
  .verdict h2 { font-size: 1.2rem; } .tiles { gap: .5rem 1.25rem; }
  .facts div { flex-direction: column; gap: 0; } .facts dt { flex: none; font-size: .85rem; }
}
@media print { nav, .skip { display: none; } .scroll { overflow: visible; } }
`;
