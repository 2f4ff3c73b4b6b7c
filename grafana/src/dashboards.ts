import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { collector } from './collector.ts';
import { fleet } from './fleet.ts';
import { overview } from './overview.ts';
import { project } from './project.ts';
import { rollbacks } from './rollbacks.ts';

/** Every dashboard, in the order of a drill-down. */
export const DASHBOARDS: readonly Dashboard[] = [overview, project, fleet, rollbacks, collector];
