import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { sha256 } from '../domain/sha256.ts';

/** A stable id of this host, 32 hex digits; not the machine id itself, which is to stay confidential (machine-id(5)). */
export function hostId(): string {
  return sha256(`godrift\0${machineId()}`).slice(0, 32);
}

function machineId(): string {
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      const id = readFileSync(file, 'utf8').trim();
      if (id !== '') return id;
    } catch {
      // The next one, or the host's name.
    }
  }
  return hostname();
}
