import { parseAllDocuments } from 'yaml';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

type Model = new (object: KubernetesObject) => { readonly validate: () => void };

/** What the schemas of their APIs do not take about Kubernetes objects: one line each. */
export async function objectProblems(text: string): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const document of parseAllDocuments(text)) {
    const object = document.toJS() as KubernetesObject;
    const { apiVersion, kind, metadata } = object;
    const group = apiVersion.startsWith('monitoring.')
      ? '@kubernetes-models/prometheus-operator'
      : 'kubernetes-models';
    const models = (await import(`${group}/${apiVersion}`)) as Readonly<Record<string, Model | undefined>>;
    try {
      const Model = models[kind];
      if (Model === undefined) throw new Error(`${apiVersion} has no ${kind}`);
      new Model(object).validate();
    } catch (cause) {
      problems.push(`${kind} ${metadata.name}: ${cause instanceof Error ? cause.message : cause}`);
    }
  }
  return problems;
}
