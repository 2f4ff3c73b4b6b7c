const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `2.2 GB`; decimal, as disks are sold and `df -H` counts. */
export function humanSize(bytes: number): string {
  const exponent = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** exponent;
  return `${exponent === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[exponent]}`;
}
