type Env = Readonly<Record<string, string | undefined>>;

export const SIGNALS = ['TRACES', 'METRICS'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Whether the standard variables ask for OTLP at all; decides without loading any of it. */
export function telemetryWanted(env: Env): boolean {
  return SIGNALS.some((signal) => signalWanted(env, signal));
}

/** Whether an endpoint is set for a signal and neither the SDK nor its OTLP exporter is switched off. */
export function signalWanted(env: Env, signal: Signal): boolean {
  const exporters = (env[`OTEL_${signal}_EXPORTER`] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return (
    env.OTEL_SDK_DISABLED?.trim().toLowerCase() !== 'true' &&
    endpointVariable(env, signal) !== null &&
    (exporters.includes('otlp') || exporters.every((name) => name === ''))
  );
}

/** The variable that sets a signal's endpoint: its own before the general one. */
export function endpointVariable(env: Env, signal: Signal): string | null {
  const names = [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, 'OTEL_EXPORTER_OTLP_ENDPOINT'];
  return names.find((name) => (env[name] ?? '').trim() !== '') ?? null;
}
