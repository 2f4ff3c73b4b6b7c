import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from './tls-settings.ts';

/** Whether a connection's client certificate, or that there is none, meets the policy (Go's `tls.ClientAuthType`). */
export function clientCertificateAllowed(
  socket: TLSSocket,
  { clientAuth, allowedSans }: TlsSettings,
): boolean {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clientAuth === 'VerifyClientCertIfGiven';
  if (clientAuth === 'RequireAnyClientCert' || clientAuth === 'RequireClientCert') return true;
  if (!socket.authorized) return false;
  if (allowedSans.length === 0) return true;
  // `DNS:a.example, IP Address:10.0.0.1, URI:spiffe://x, email:a@b`: what is not plain is quoted and equals no entry.
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.slice(name.indexOf(':') + 1));
  return names.some((name) => allowedSans.includes(name));
}
