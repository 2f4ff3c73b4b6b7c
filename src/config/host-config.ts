import type { z } from 'zod';
import { hostSchema } from './host-schema.ts';
import { parseConfig } from './parse-config.ts';

export type HostConfig = z.output<typeof hostSchema>;

/** Reads a host's `config.yaml` (absolute path). Throws one InputError with every problem by line. */
export function parseHostConfig(text: string, file: string): HostConfig {
  return parseConfig(hostSchema, text, file).value;
}
