/** A zip that archive/zip would not read, or whose content is not what it says itself. */
export class DamagedZip extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DamagedZip';
  }
}
