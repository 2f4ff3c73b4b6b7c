import type { Telemetry } from '../contract/tracer.ts';

/** Telemetry that does nothing; costs nothing either. */
export const noTelemetry: Telemetry = {
  traceId: null,
  span: (_name, _options, fn) => fn({ setAttributes: () => {}, setError: () => {} }),
  injectEnv: (env) => ({ ...env }),
  activeSpan: () => null,
  samples: () => [],
  shutdown: async () => {},
};
