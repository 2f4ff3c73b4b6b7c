import { DaemonSet } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { type IPodSpec, Namespace, ServiceAccount } from 'kubernetes-models/v1';
import { LABELS, METADATA, PORT } from './kubernetes-names.ts';

/** As the image has it. */
const USER = 1000;
const STATE = '/var/lib/godrift';

/** What a collector on each build node needs, beside its configuration. */
export function collectorObjects(): readonly [Namespace, ServiceAccount, NetworkPolicy, DaemonSet] {
  return [
    new Namespace({
      // It reads the node's own files (hostPath), which the other levels of Pod Security do not let it.
      metadata: { ...METADATA, labels: { ...LABELS, 'pod-security.kubernetes.io/enforce': 'privileged' } },
    }),
    new ServiceAccount({ metadata: METADATA, automountServiceAccountToken: false }),
    new NetworkPolicy({
      metadata: METADATA,
      spec: {
        podSelector: { matchLabels: LABELS },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
            ports: [{ port: PORT.name, protocol: 'TCP' }],
          },
        ],
        // Nothing leaves: OTLP is opened by an overlay.
        egress: [],
      },
    }),
    new DaemonSet({
      metadata: METADATA,
      spec: {
        selector: { matchLabels: LABELS },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
        template: { metadata: { labels: LABELS }, spec: podSpec() },
      },
    }),
  ];
}

function podSpec(): IPodSpec {
  const probe = (path: string) => ({
    httpGet: { path, port: PORT.name, scheme: 'HTTPS' as const },
    timeoutSeconds: 5,
  });
  return {
    serviceAccountName: METADATA.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    terminationGracePeriodSeconds: 15,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'godrift',
        image: 'godrift',
        args: [
          'collect',
          ...['--config', '/etc/godrift/config.yaml'],
          ...['--listen', `0.0.0.0:${PORT.containerPort}`],
          ...['--web.config.file', '/etc/godrift-web/web.yml'],
          '--open-probes',
        ],
        env: [
          { name: 'GODRIFT_STATE_DIR', value: STATE },
          { name: 'HOME', value: '/tmp' },
          // The node's name, not the pod's, is what hosts are told apart by.
          { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          {
            name: 'OTEL_RESOURCE_ATTRIBUTES',
            value: 'host.name=$(NODE_NAME),service.instance.id=$(NODE_NAME)',
          },
        ],
        ports: [PORT],
        startupProbe: { ...probe('/healthz'), periodSeconds: 2, failureThreshold: 30 },
        livenessProbe: { ...probe('/healthz'), periodSeconds: 20 },
        readinessProbe: { ...probe('/readyz'), periodSeconds: 10 },
        // No limit of the CPU: it would stretch every `go`, and the collector is idle otherwise.
        resources: {
          requests: { cpu: '20m', memory: '192Mi' },
          limits: { memory: '1Gi' },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/godrift', readOnly: true },
          { name: 'web', mountPath: '/etc/godrift-web', readOnly: true },
          { name: 'state', mountPath: STATE },
          { name: 'tmp', mountPath: '/tmp' },
          // At their own places, so that facts are the node's.
          ...NODE_DIRS.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'godrift-config' } },
      { name: 'web', secret: { secretName: 'godrift-web', defaultMode: 0o440 } },
      { name: 'state', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
      ...NODE_DIRS.map(({ name, path }) => ({ name, hostPath: { path, type: 'Directory' as const } })),
    ],
  };
}

/** The node's own: what its builds build, and what they build it with. */
const NODE_DIRS = [
  { name: 'checkouts', path: '/srv/builds' },
  { name: 'sdk', path: '/usr/local/go' },
];
