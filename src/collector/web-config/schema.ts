import { z } from 'zod';
import { lineOfText, listOf, looseText } from '../../config/config-fields.ts';
import { CIPHER_SUITES, CURVES, TLS_VERSIONS } from './tls-names.ts';

const keysOf = <T extends object>(names: T) => Object.keys(names) as [string, ...string[]];
const boolean = z.enum(['true', 'false']).optional();

const tlsServerConfig = z.strictObject({
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  client_ca: z.string().min(1).optional(),
  cert_file: lineOfText.optional(),
  key_file: lineOfText.optional(),
  client_ca_file: lineOfText.optional(),
  client_auth_type: z
    .enum([
      'NoClientCert',
      'RequestClientCert',
      'RequireAnyClientCert',
      'RequireClientCert',
      'VerifyClientCertIfGiven',
      'RequireAndVerifyClientCert',
    ])
    .optional(),
  client_allowed_sans: listOf(lineOfText),
  min_version: z.enum(keysOf(TLS_VERSIONS)).optional(),
  max_version: z.enum(keysOf(TLS_VERSIONS)).optional(),
  cipher_suites: listOf(z.enum(keysOf(CIPHER_SUITES))),
  prefer_server_cipher_suites: boolean,
  curve_preferences: listOf(z.enum(keysOf(CURVES))),
});

const httpServerConfig = z.strictObject({
  // Accepted and without effect: answers are HTTP/1.1.
  http2: boolean,
  headers: z
    .strictObject({
      'Content-Security-Policy': lineOfText.optional(),
      'X-Frame-Options': z.enum(['deny', 'sameorigin']).optional(),
      'X-Content-Type-Options': z.literal('nosniff').optional(),
      'X-XSS-Protection': lineOfText.optional(),
      'Strict-Transport-Security': lineOfText.optional(),
    })
    .nullish(),
});

// No message repeats a value: hashes are secrets.
const bcryptHash = z
  .string()
  .regex(
    /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/,
    'expected a bcrypt hash, as htpasswd -nBC 10 USER prints it',
  );

/** The web configuration file of Prometheus and its exporters (exporter-toolkit, docs/web-configuration.md). */
export const webConfigSchema = z.strictObject({
  tls_server_config: tlsServerConfig.nullish(),
  http_server_config: httpServerConfig.nullish(),
  basic_auth_users: z
    .record(z.string().regex(/^[^:\p{Cc}]+$/u, 'a user name holds no colon'), bcryptHash)
    .nullish(),
  rate_limit: z
    .strictObject({
      interval: looseText.optional(),
      burst: z
        .string()
        .regex(/^\d{1,9}$/, 'expected a whole number')
        .optional(),
    })
    .nullish(),
});

export type WebConfigFile = z.output<typeof webConfigSchema>;
