import type { Host } from '../../host/host.ts';

/** The kind of container around this process, as its engine calls itself; null outside of one. */
export function findContainer(host: Pick<Host, 'env' | 'readText' | 'stat'>): string | null {
  const { KUBERNETES_SERVICE_HOST, container } = host.env;
  if (KUBERNETES_SERVICE_HOST !== undefined) return 'kubernetes';
  // What the engine tells the first process, and what systemd keeps of it (systemd.io/CONTAINER_INTERFACE).
  const told = word(container) ?? word(host.readText('/run/systemd/container')?.trim());
  if (told !== null) return told;
  if (host.stat('/run/.containerenv') !== null) return 'podman';
  return host.stat('/.dockerenv') === null ? null : 'docker';
}

function word(text: string | undefined): string | null {
  return text !== undefined && /^[a-z][a-z0-9-]{0,30}$/.test(text) ? text : null;
}
