import { DASHBOARDS } from './dashboards.ts';

/** The committed files: path from the repository's root → JSON text with a newline at its end. */
export function renderDashboards(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    DASHBOARDS.map((dashboard) => [
      `grafana/dashboards/${dashboard.uid}.json`,
      `${JSON.stringify(dashboard, withoutControlsMenu, 2)}\n`,
    ]),
  );
}

/** The SDK puts links and annotations into a menu that only Grafana 12.1 and later has. */
function withoutControlsMenu(key: string, value: unknown): unknown {
  return key === 'placement' && value === 'inControlsMenu' ? undefined : value;
}
