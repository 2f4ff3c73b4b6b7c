import { inputError } from '../../domain/errors.ts';
import { type InputSignatures, inputsUnchanged } from '../../host/inputs.ts';
import { isSecure, loadWebConfig, type WebConfig, webConfigInputs } from './load-web-config.ts';

/** A stat of a few files: cheap, but not for every request of a flood. */
const LOOK_AGAIN_MS = 500;

export interface FollowedWebConfig {
  /** The newest that can be used: looked at again, at most twice a second, whenever it is asked for. */
  readonly current: () => WebConfig;
  /** Why the file as it stands is not in force; null where it is. */
  readonly problem: () => string | null;
}

/**
 * Follows a web configuration file (absolute path) and the certificates it names. One that cannot be used leaves the old
 * one in force and is told once. Throws InputError where the first cannot be used.
 */
export function followWebConfig(
  file: string,
  { mustBeSecure, warn }: { readonly mustBeSecure: boolean; readonly warn: (line: string) => void },
): FollowedWebConfig {
  // Signatures first: what changes while it is read is read again.
  let inputs: InputSignatures = webConfigInputs(file);
  let config = loadWebConfig(file);
  if (mustBeSecure && !isSecure(config)) throw insecure(file);
  let problem: string | null = null;
  let lookedAtMs = performance.now();

  function reload(): void {
    inputs = webConfigInputs(file);
    try {
      const next = loadWebConfig(file);
      if (mustBeSecure && !isSecure(next)) throw insecure(file);
      const [asks, asked] = [asksForCertificate(next), asksForCertificate(config)];
      if ((next.tls === null) !== (config.tls === null) || asks !== asked)
        throw inputError(
          'switching TLS or the request for client certificates on or off needs a restart',
          file,
        );
      config = next;
      if (problem !== null) warn(`${file} can be used again`);
      problem = null;
    } catch (cause) {
      problem = cause instanceof Error ? cause.message : String(cause);
      warn(`the old web configuration stays in force: ${problem}`);
    }
  }
  return {
    current: () => {
      const now = performance.now();
      if (now - lookedAtMs >= LOOK_AGAIN_MS) {
        lookedAtMs = now;
        if (!inputsUnchanged(inputs)) reload();
      }
      return config;
    },
    problem: () => problem,
  };
}

export function asksForCertificate({ tls }: WebConfig): boolean {
  return tls !== null && tls.clientAuth !== 'NoClientCert';
}

function insecure(file: string) {
  return inputError(
    'serving beyond loopback needs tls_server_config, and basic_auth_users or client_auth_type: RequireAndVerifyClientCert',
    file,
  );
}
