import {
  PodMonitor,
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { LABELS, METADATA, PORT } from './kubernetes-names.ts';
import { ruleGroups } from './rule-files.ts';

/** The rules look for it. */
const JOB = { targetLabel: 'job', replacement: 'godrift' };

const secret = (key: string) => ({ name: 'godrift-scrape', key });

/** By TLS, with the secret `godrift-scrape`. */
const ENDPOINT = {
  port: PORT.name,
  interval: '15s',
  scheme: 'https',
  tlsConfig: { ca: { secret: secret('ca.crt') }, serverName: METADATA.name },
  basicAuth: { username: secret('username'), password: secret('password') },
} as const;

/** The shipped rules for the Prometheus Operator. */
export function prometheusRule(): PrometheusRule {
  return new PrometheusRule({
    metadata: METADATA,
    spec: {
      groups: ruleGroups().map(({ name, rules }) => ({
        name,
        rules: rules.map((rule) => ({ ...rule, ...(rule.labels && { labels: { ...rule.labels } }) })),
      })),
    },
  });
}

/** How the Prometheus Operator scrapes each node's collector. */
export function podMonitor(): PodMonitor {
  // The rules compare hosts.
  const node = { targetLabel: 'instance', sourceLabels: ['__meta_kubernetes_pod_node_name'] };
  return new PodMonitor({
    metadata: METADATA,
    spec: {
      selector: { matchLabels: LABELS },
      podMetricsEndpoints: [{ ...ENDPOINT, relabelings: [JOB, node] }],
    },
  });
}

/** How it scrapes collectors behind a Service: build hosts outside of the cluster, as its endpoints. */
export function serviceMonitor(): ServiceMonitor {
  return new ServiceMonitor({
    metadata: METADATA,
    spec: { selector: { matchLabels: LABELS }, endpoints: [{ ...ENDPOINT, relabelings: [JOB] }] },
  });
}
