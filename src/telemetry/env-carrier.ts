import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';

/**
 * Environment variables as a carrier of context: a propagator's key in upper case, with `_` for what a name cannot hold
 * (OpenTelemetry specification, context/env-carriers).
 */
export const envGetter: TextMapGetter<Readonly<Record<string, string | undefined>>> = {
  keys: (env) => Object.keys(env),
  get: (env, key) => env[variableName(key)],
};

export const envSetter: TextMapSetter<Record<string, string>> = {
  set: (env, key, value) => {
    env[variableName(key)] = value;
  },
};

function variableName(key: string): string {
  return key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}
