import { newest, select } from './promql.ts';

export const RUNNING_GO = newest('godrift.go.info', ['instance', 'project']);
export const FINGERPRINTS = newest('godrift.fingerprint.info', ['instance', 'project', 'dimension']);

/** The last look that was heard within a window, in seconds since the epoch: a scraped series ends with its host. */
export function lastLook(window: string): string {
  return `max by (instance, project) (last_over_time(${select('godrift.snapshot.timestamp')}[${window}]))`;
}

/** How many fingerprints there are where hosts should agree, as GoFleetDivergence judges it. */
export const DISTINCT_FINGERPRINTS = `${distinct('go_version|modules', [])} or ${distinct('build_env', ['goos', 'goarch'])}`;

function distinct(dimensions: string, platform: readonly string[]): string {
  const fingerprints = newest('godrift.fingerprint.info', ['instance', 'project', 'dimension'], {
    dimension: dimensions,
  });
  const by = ['project', 'dimension', ...platform].join(', ');
  const hosts =
    platform.length === 0
      ? fingerprints
      : `${fingerprints} * on (instance, project) group_left (${platform.join(', ')}) max by (instance, project, ${platform.join(', ')}) (${select('godrift.go.info')})`;
  return `count by (${by}) (count by (${by}, fingerprint) (${hosts}))`;
}
