import { z } from 'zod';
import { parseDuration } from '../domain/duration.ts';
import { parseYaml } from './parse-yaml.ts';

const text = z.string('expected text').min(1, 'must not be empty');
const duration = text.refine((written) => {
  try {
    return parseDuration(written) > 0;
  } catch {
    return false;
  }
}, 'expected a duration, as 500ms, 5s or 2m');

/** The collector's configuration of a host. */
export const hostSchema = z
  .strictObject({
    projects: z
      .array(z.strictObject({ dir: text, name: text.optional(), env_file: text.optional() }), 'expected a list of projects')
      .describe('The projects to watch; directories relative to this file')
      .default([]),
    roots: z.array(text, 'expected a list of directories').describe('Directories below which projects are looked for').default([]),
    interval: duration.describe("How often the inputs' stat data is looked at").optional(),
    listen: text.describe('host:port to serve on').optional(),
  })
  .describe('What the collector of a host watches and where it serves');

export type HostConfig = z.output<typeof hostSchema>;

/** Reads a host's `config.yaml`. Throws InputError with every problem by line. */
export function parseHostConfig(text: string, file: string): HostConfig {
  return parseYaml(text, file, hostSchema).content;
}
