import { release } from 'node:os';

/** The kernel's release as uname(1) has it, e.g. `6.1.0-28-amd64`. */
export function kernelRelease(): string {
  return release();
}
