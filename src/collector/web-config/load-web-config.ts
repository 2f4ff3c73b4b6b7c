import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseConfig } from '../../config/parse-config.ts';
import { parseDuration } from '../../domain/duration.ts';
import { InputError, inputError } from '../../domain/errors.ts';
import { type InputSignatures, signatureOf, statInput } from '../../host/inputs.ts';
import { type WebConfigFile, webConfigSchema } from './schema.ts';
import { type TlsSettings, tlsSettings } from './tls-settings.ts';

export interface WebConfig {
  /** Null: plain HTTP. */
  readonly tls: TlsSettings | null;
  /** bcrypt hash by user name; empty: no credentials are asked for. */
  readonly users: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimit: { readonly intervalMs: number; readonly burst: number } | null;
}

/** Reads a web configuration file (absolute path). Throws InputError with every problem by line. */
export function loadWebConfig(file: string): WebConfig {
  const { value, locations } = parseConfig(webConfigSchema, read(file), file);
  const lineOf = (key: string) => locations[key]?.line;
  const {
    tls_server_config: tls,
    http_server_config: http,
    basic_auth_users: users,
    rate_limit: limit,
  } = value;
  return {
    tls: tls == null ? null : tlsSettings(tls, file, lineOf),
    users: new Map(Object.entries(users ?? {})),
    headers: Object.fromEntries(
      Object.entries(http?.headers ?? {}).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, text]],
      ),
    ),
    rateLimit: limit == null ? null : rateLimit(limit, file, lineOf('rate_limit.interval')),
  };
}

/** The signatures of the file and of those that it names. */
export function webConfigInputs(file: string): InputSignatures {
  const paths = new Set([file]);
  try {
    const { tls_server_config: tls } = parseConfig(webConfigSchema, read(file), file).value;
    for (const path of [tls?.cert_file, tls?.key_file, tls?.client_ca_file])
      if (path !== undefined) paths.add(resolve(dirname(file), path));
  } catch (cause) {
    // What is wrong with it is told by whoever loads it.
    if (!(cause instanceof InputError)) throw cause;
  }
  return Object.fromEntries([...paths].map((path) => [path, signatureOf(statInput(path))]));
}

/** Whether other hosts may reach it: their connections are encrypted and they must say who they are. */
export function isSecure({ tls, users }: WebConfig): boolean {
  return tls !== null && (users.size > 0 || tls.clientAuth === 'RequireAndVerifyClientCert');
}

function rateLimit(
  { interval = '0', burst = '0' }: NonNullable<WebConfigFile['rate_limit']>,
  file: string,
  line: number | undefined,
): WebConfig['rateLimit'] {
  try {
    const intervalMs = /^0\w*$/.test(interval) ? 0 : parseDuration(interval);
    return intervalMs === 0 ? null : { intervalMs, burst: Number(burst) };
  } catch (cause) {
    throw inputError(`rate_limit.interval: ${cause instanceof Error ? cause.message : cause}`, file, line);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw inputError(code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${code}`, file);
  }
}
