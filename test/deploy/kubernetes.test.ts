import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { objectProblems } from '../../scripts/deploy/check-objects.ts';
import { stackBinary } from '../../scripts/stack/build.ts';

const kubernetes = join(import.meta.dirname, '../../deploy/kubernetes');

async function built(kustomization: string): Promise<string> {
  const { stdout } = await execa(stackBinary('kustomize'), ['build', join(kubernetes, kustomization)]);
  return stdout;
}

interface DaemonSet {
  readonly kind: string;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly securityContext: object;
        readonly volumes: readonly { readonly name: string; readonly emptyDir?: object }[];
        readonly containers: readonly {
          readonly args: readonly string[];
          readonly securityContext: object;
          readonly resources: object;
          readonly livenessProbe: object;
          readonly readinessProbe: object;
          readonly volumeMounts: readonly { readonly name: string; readonly readOnly?: boolean }[];
        }[];
      };
    };
  };
}

test.each(['base', 'overlays/build-nodes'])(
  'kustomize builds %s, and the APIs take every object',
  async (name) => {
    const text = await built(name);
    expect(await objectProblems(text)).toEqual([]);
    const objects = parseAllDocuments(text).map(
      (document) => document.toJS() as DaemonSet & { metadata: object },
    );
    expect(objects.map(({ kind }) => kind).toSorted()).toEqual([
      'ConfigMap',
      'DaemonSet',
      'Namespace',
      'NetworkPolicy',
      'PodMonitor',
      'PrometheusRule',
      'ServiceAccount',
    ]);
    for (const { kind, metadata } of objects)
      if (kind !== 'Namespace') expect(metadata).toMatchObject({ namespace: 'godrift' });
  },
);

test.each(['base', 'overlays/build-nodes'])('the pods of %s are locked down', async (name) => {
  const objects = parseAllDocuments(await built(name)).map((document) => document.toJS() as DaemonSet);
  const pod = objects.find(({ kind }) => kind === 'DaemonSet')?.spec.template.spec;
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(pod).not.toHaveProperty('hostNetwork');
  expect(pod).not.toHaveProperty('hostPID');
  const [container, ...more] = pod?.containers ?? [];
  expect(more).toEqual([]);
  expect(container).toMatchObject({
    args: expect.arrayContaining(['--web.config.file', '--open-probes']),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
    livenessProbe: { httpGet: { path: '/healthz', scheme: 'HTTPS' } },
    readinessProbe: { httpGet: { path: '/readyz', scheme: 'HTTPS' } },
  });
  expect(container?.args).not.toContain('--allow-insecure-listen');
  const writable = container?.volumeMounts
    .filter(({ readOnly }) => readOnly !== true)
    .map((mount) => mount.name);
  expect(writable?.toSorted()).toEqual(['state', 'tmp']);
});

test('an object that an API does not take is named with what is wrong', async () => {
  const text = await built('base');
  const broken = text.replace('automountServiceAccountToken: false', 'automountServiceAccountToken: never');
  expect(await objectProblems(broken)).toEqual([
    expect.stringMatching(/^(ServiceAccount|DaemonSet) godrift: .*boolean/),
  ]);
});
