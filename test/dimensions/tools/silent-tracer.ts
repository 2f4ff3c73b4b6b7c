import type { Tracer } from '../../../src/contract/tracer.ts';

export const SILENT: Tracer = {
  traceId: null,
  span: (_name, _options, fn) => fn({ setAttributes: () => undefined, setError: () => undefined }),
  injectEnv: (env) => ({ ...env }),
  activeSpan: () => null,
};
