import { z } from 'zod';
import { parseDuration } from '../domain/duration.ts';
import { InputError } from '../domain/errors.ts';
import { lineOfText, listOf, looseText } from './config-fields.ts';

const project = z.strictObject({
  dir: lineOfText.describe(
    'Directory of the module or workspace, absolute or relative to this file; may be a glob such as /src/*',
  ),
  name: lineOfText.optional().describe('Name of the project; by default its module path'),
  env_file: lineOfText
    .optional()
    .describe('File with the environment of its builds: KEY=VALUE lines, or what envsnap saved'),
});

const webUrl = lineOfText.refine(
  isWebUrl,
  'expected a URL such as https://jaeger.example.com, without user or query',
);

/** The configuration of a host: `$XDG_CONFIG_HOME/godrift/config.yaml` or `/etc/godrift/config.yaml`. */
export const hostSchema = z.strictObject({
  projects: listOf(project).describe('The projects to watch'),
  roots: listOf(lineOfText).describe('Directories under which every module and workspace is a project'),
  interval: looseText
    .refine(isDuration, 'expected a duration such as 500ms, 5s or 2m')
    .optional()
    .describe('How often inputs are looked at; a bare number is seconds'),
  online: looseText
    .refine((text) => text === 'true' || text === 'false', 'expected true or false')
    .optional()
    .describe('Whether the configured module proxy may be asked, as by --online'),
  listen: lineOfText.optional().describe('Address and port of the HTTP server, such as 127.0.0.1:9464'),
  links: z
    .strictObject({ jaeger: webUrl.optional().describe('A Jaeger UI: the status page links traces to it') })
    .nullish()
    .describe('Where the status page leads to'),
});

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return `${url.username}${url.password}${url.search}${url.hash}` === '';
}

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) > 0;
  } catch (cause) {
    if (cause instanceof InputError) return false;
    throw cause;
  }
}
