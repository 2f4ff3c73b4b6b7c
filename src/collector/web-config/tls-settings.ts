import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { inputError } from '../../domain/errors.ts';
import type { WebConfigFile } from './schema.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS, TLS13_SUITES } from './tls-names.ts';

type TlsServerConfig = NonNullable<WebConfigFile['tls_server_config']>;
export type ClientAuth = NonNullable<TlsServerConfig['client_auth_type']>;

export interface TlsSettings {
  readonly context: SecureContextOptions;
  readonly clientAuth: ClientAuth;
  /** One of these must be among a client certificate's alternative names; empty: any will do. */
  readonly allowedSans: readonly string[];
}

/** Throws InputError, with the line of the key, for a setting or a file that cannot be used. */
export function tlsSettings(
  config: TlsServerConfig,
  file: string,
  lineOf: (key: string) => number | undefined,
): TlsSettings {
  const problem = (key: string, message: string) =>
    inputError(
      `tls_server_config.${key}: ${message}`,
      file,
      lineOf(`tls_server_config.${key}`) ?? lineOf('tls_server_config'),
    );
  const pem = (inline: 'cert' | 'key' | 'client_ca') => {
    const key = `${inline}_file` as const;
    const [text, path] = [config[inline], config[key]];
    if (text !== undefined && path !== undefined)
      throw problem(inline, `is set beside ${key}: only one can be`);
    if (path === undefined) return text;
    try {
      return readFileSync(resolve(dirname(file), path));
    } catch (cause) {
      throw problem(key, `cannot be read: ${(cause as NodeJS.ErrnoException).code}`);
    }
  };
  const [cert, key, ca] = [pem('cert'), pem('key'), pem('client_ca')];
  if (cert === undefined) throw problem('cert_file', 'is missing: TLS needs a certificate');
  if (key === undefined) throw problem('key_file', 'is missing: TLS needs the key of the certificate');
  const { client_auth_type: clientAuth = 'NoClientCert', client_allowed_sans: allowedSans } = config;
  const verifies = clientAuth === 'VerifyClientCertIfGiven' || clientAuth === 'RequireAndVerifyClientCert';
  if (ca !== undefined && clientAuth === 'NoClientCert')
    throw problem('client_ca_file', 'has no effect without client_auth_type');
  if (verifies && ca === undefined) throw problem('client_auth_type', `${clientAuth} needs client_ca_file`);
  if (allowedSans.length > 0 && clientAuth !== 'RequireAndVerifyClientCert')
    throw problem('client_allowed_sans', 'needs client_auth_type: RequireAndVerifyClientCert');
  const [min, max] = [
    TLS_VERSIONS[config.min_version ?? 'TLS12'],
    TLS_VERSIONS[config.max_version ?? 'TLS13'],
  ];
  if (min !== undefined && max !== undefined && min > max)
    throw problem('min_version', 'is above max_version');
  const context: SecureContextOptions = {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    ...(min === undefined ? {} : { minVersion: min }),
    ...(max === undefined ? {} : { maxVersion: max }),
    ...(config.cipher_suites.length === 0
      ? {}
      : {
          ciphers: [...TLS13_SUITES, ...config.cipher_suites.map((name) => CIPHER_SUITES[name] ?? name)].join(
            ':',
          ),
        }),
    ...(config.curve_preferences.length === 0
      ? {}
      : { ecdhCurve: config.curve_preferences.map((name) => CURVES[name] ?? name).join(':') }),
  };
  try {
    createSecureContext(context);
  } catch (cause) {
    // OpenSSL's own words name no content of the files.
    const { reason, code } = cause as { reason?: string; code?: string };
    throw problem(
      config.cert_file === undefined ? 'cert' : 'cert_file',
      `certificate and key cannot be used: ${reason ?? code ?? 'not PEM'}`,
    );
  }
  return { context, clientAuth, allowedSans };
}
