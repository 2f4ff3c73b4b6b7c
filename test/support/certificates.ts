import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority in `dir` (`ca.pem`), made by the real openssl. */
export function createAuthority(dir: string): void {
  const subject = ['-subj', '/CN=godrift test authority', '-days', '2', '-nodes'];
  openssl(dir, [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    ...subject,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  ]);
}

/** A certificate by that authority: `NAME.pem` and `NAME.key`, for `san` (`DNS:a.example,IP:127.0.0.1`). */
export function createCertificate(dir: string, name: string, san: string): void {
  writeFileSync(join(dir, `${name}.ext`), `subjectAltName=${san}\n`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  openssl(dir, ['req', '-new', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`]);
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
  openssl(dir, [
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...by,
    '-extfile',
    `${name}.ext`,
    '-out',
    `${name}.pem`,
  ]);
}

function openssl(cwd: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
