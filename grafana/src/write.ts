// Writes the dashboards that Grafana loads.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDashboards } from './render.ts';

const root = join(import.meta.dirname, '../..');
mkdirSync(join(root, 'grafana/dashboards'), { recursive: true });
for (const [path, text] of Object.entries(renderDashboards())) writeFileSync(join(root, path), text);
