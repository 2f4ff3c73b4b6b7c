import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../grafana/src/dashboards.ts';
import { renderDashboards } from '../../grafana/src/render.ts';
import { SPANS } from '../../src/contract/spans.ts';

const PANELS = DASHBOARDS.flatMap(({ uid, panels = [] }) => panels.map((panel) => ({ uid, ...panel })));
const CONTENT = PANELS.flatMap((panel) => ('collapsed' in panel ? [] : [panel]));

test('the committed dashboards are what the source renders', () => {
  const committed = readdirSync('grafana/dashboards').map((file) => `grafana/dashboards/${file}`);
  expect(Object.fromEntries(committed.map((path) => [path, readFileSync(path, 'utf8')]))).toEqual(
    renderDashboards(),
  );
});

test('panels keep their ids: links and alerts point to them', () => {
  const ids = DASHBOARDS.map(({ uid, panels = [] }) => [
    uid,
    Object.fromEntries(panels.map(({ id, title }) => [id, title])),
  ]);
  expect(Object.fromEntries(ids)).toMatchSnapshot();
  for (const { uid, panels = [] } of DASHBOARDS)
    expect([uid, new Set(panels.map(({ id }) => id)).size]).toEqual([uid, panels.length]);
});

describe('every panel', () => {
  test.each(CONTENT.map((panel) => [`${panel.uid}: ${panel.title}`, panel] as const))(
    '%s says what it shows, in which unit, and why it can be empty',
    (_, panel) => {
      const { noValue = '', unit = '', thresholds } = panel.fieldConfig?.defaults ?? {};
      expect(panel.description).toMatch(/^\S.{20,}\.$/);
      expect(noValue).toMatch(/^No data\. \S.{20,}/);
      expect(unit).not.toBe('');
      expect(thresholds?.steps[0]?.value).toBeNull();
      expect(panel.datasource?.uid).toMatch(/^\$\{(datasource|jaeger)\}$/);
    },
  );

  test('has its place: no two overlap, none leaves the 24 columns', () => {
    for (const { uid, panels = [] } of DASHBOARDS) {
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } = { x: 0, y: 0, w: 0, h: 0 } }) =>
        Array.from({ length: w * h }, (_, cell) => [x + (cell % w), y + Math.floor(cell / w)] as const),
      );
      expect([uid, new Set(cells.map(String)).size]).toEqual([uid, cells.length]);
      expect([uid, Math.max(...cells.map(([x]) => x))]).toEqual([uid, 23]);
    }
  });
});

test('every dashboard chooses data source, project and host, and has its links', () => {
  for (const { templating, links = [], panels = [] } of DASHBOARDS) {
    expect(templating.list?.map(({ name }) => name)).toEqual(['datasource', 'jaeger', 'project', 'instance']);
    expect(links.map(({ title }) => title)).toEqual(['godrift', 'Traces', 'Alerts']);
    expect(panels.length).toBeGreaterThan(0);
  }
});

test('rollback latency has exemplars', () => {
  const targets = CONTENT.flatMap(({ targets = [] }) => targets);
  const exemplars = targets.filter((target) => 'exemplar' in target && target.exemplar === true);
  expect(exemplars.length).toBeGreaterThan(0);
  expect(JSON.stringify(exemplars)).toContain('rollback_latency_seconds_bucket');
});

test('searches for traces name spans of the contract', () => {
  const json = Object.values(renderDashboards())
    .join('')
    .replace(/%[0-9A-F]{2}/g, decodeURIComponent);
  const operations = [...json.matchAll(/"operation":\s*"([^"]*)"/g)].map(([, operation]) => operation);
  expect([...new Set(operations)].toSorted()).toEqual(['godrift.snapshot', 'rollback.step']);
  expect(Object.keys(SPANS)).toEqual(expect.arrayContaining(operations));
});

test('nothing needs a newer Grafana than schema version 42', () => {
  const json = Object.values(renderDashboards()).join('');
  expect(json).not.toContain('inControlsMenu');
  for (const { schemaVersion } of DASHBOARDS) expect(schemaVersion).toBeLessThanOrEqual(42);
});

test('links between dashboards lead to dashboards that are there', () => {
  const json = Object.values(renderDashboards()).join('');
  const targets = new Set([...json.matchAll(/"\/d\/([\w-]+)/g)].map(([, uid]) => uid));
  expect([...targets]).toEqual(['godrift-project']);
  expect(DASHBOARDS.map(({ uid }) => uid)).toEqual(expect.arrayContaining([...targets]));
});
