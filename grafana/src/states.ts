import type { PanelText, Words } from './panels.ts';
import { select } from './promql.ts';
import { exploreTraces } from './traces.ts';
import { variable } from './variable.ts';

/** 0 in sync, 1 drifted, 2 unknown: one series for the three of the state set. */
export const DRIFT_STATE = `${select('godrift.drift.state', { state: 'drifted' })} + ignoring (state) 2 * ${select('godrift.drift.state', { state: 'unknown' })}`;

export const STATE_WORDS: Words = {
  0: ['in sync', 'green'],
  1: ['drifted', 'red'],
  2: ['unknown', 'orange'],
};

type Colors = NonNullable<PanelText['colors']>;

/** Nothing is good, one is bad. */
export const NONE_IS_GOOD: Colors = [
  [null, 'green'],
  [1, 'red'],
];
/** The thresholds that the rules have without an override. */
export const SCORE_COLORS: Colors = [
  [null, 'green'],
  [0.01, 'yellow'],
  [0.3, 'red'],
];
/** GoDriftSnapshotStale fires at 30 minutes at the latest. */
export const AGE_COLORS: Colors = [
  [null, 'green'],
  [900, 'yellow'],
  [1800, 'red'],
];

export const SEVERITY_COLORS: Readonly<Record<string, string>> = {
  accepted: 'gray',
  info: 'blue',
  warning: 'orange',
  error: 'red',
  critical: 'dark-red',
};

// `__data.fields` are the cells of the row that is clicked.
const SAME_SOURCES = ['datasource:queryparam', 'jaeger:queryparam', '__url_time_range']
  .map(variable)
  .join('&');
const ROW_PROJECT = variable('__data.fields.project:percentencode');
const ROW_HOST = variable('__data.fields.instance:percentencode');

/** From a row with a project and a host: to its dashboard, and from there to the traces. */
export const ROW_LINKS = {
  project: [
    { title: 'Project', url: `/d/godrift-project?var-project=${ROW_PROJECT}&${SAME_SOURCES}` },
    {
      title: 'Traces in Jaeger',
      url: exploreTraces({
        operation: 'godrift.snapshot',
        tags: `godrift.project=${ROW_PROJECT}`,
      }),
    },
  ],
  instance: [
    {
      title: 'Project on this host',
      url: `/d/godrift-project?var-project=${ROW_PROJECT}&var-instance=${ROW_HOST}&${SAME_SOURCES}`,
    },
  ],
};
