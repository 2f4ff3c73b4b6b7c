import type { Annotation } from './dashboard.ts';
import { select } from './promql.ts';

export const FINGERPRINT_CHANGES: Annotation = {
  name: 'Fingerprint changes',
  expr: `changes(${select('godrift.fingerprint')}[$__rate_interval]) > 0`,
  color: 'purple',
  title: '{{dimension}} changed',
  text: '{{project}} on {{instance}}: what is portable of {{dimension}} is not what it was',
  tags: 'project,dimension,instance',
};

export const DEPLOYMENTS: Annotation = {
  name: 'Deployments',
  expr: `max by (project) (${select('godrift.deployment.timestamp')}) * 1000`,
  color: 'blue',
  title: 'Deployment',
  text: '{{project}} was deployed: its snapshot became the baseline and the grace period began',
  tags: 'project',
  valueIsTime: true,
};

export const ROLLBACKS: Annotation = {
  name: 'Rollbacks',
  expr: `changes(${select('rollback.count')}[$__rate_interval]) > 0`,
  color: 'orange',
  title: 'Rollback of {{kind}}: {{result}}',
  text: 'On {{instance}}, reason {{reason}}',
  tags: 'kind,result,reason,instance',
};
