import { PodMonitor, PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { LABELS, METADATA, PORT } from './kubernetes-names.ts';
import { ruleGroups } from './rule-files.ts';

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

/** How the Prometheus Operator scrapes each node's collector: by TLS, with the secret `godrift-scrape`. */
export function podMonitor(): PodMonitor {
  const secret = (key: string) => ({ name: 'godrift-scrape', key });
  return new PodMonitor({
    metadata: METADATA,
    spec: {
      selector: { matchLabels: LABELS },
      podMetricsEndpoints: [
        {
          port: PORT.name,
          interval: '15s',
          scheme: 'https',
          tlsConfig: { ca: { secret: secret('ca.crt') }, serverName: METADATA.name },
          basicAuth: { username: secret('username'), password: secret('password') },
          relabelings: [
            // The rules look for this job, and compare hosts.
            { targetLabel: 'job', replacement: 'godrift' },
            { targetLabel: 'instance', sourceLabels: ['__meta_kubernetes_pod_node_name'] },
          ],
        },
      ],
    },
  });
}
