/** Who hears of what: labels of an alert → receivers, as `amtool config routes test` says it. */
export const ROUTES: readonly (readonly [labels: Readonly<Record<string, string>>, receiver: string])[] = [
  [{ alertname: 'GoDriftNotice', severity: 'info', project: 'shop' }, 'nobody'],
  [{ alertname: 'GoDriftGrace', severity: 'info', project: 'shop' }, 'nobody'],
  [{ alertname: 'GoVersionDrift', severity: 'warning', project: 'shop' }, 'everyone'],
  [{ alertname: 'GoEnvVariableMissing', severity: 'warning', project: 'shop' }, 'everyone'],
  [{ alertname: 'GoModuleChecksumMismatch', severity: 'critical', project: 'shop' }, 'everyone'],
  [{ alertname: 'GoModuleChecksumMismatch', severity: 'critical', project: 'mirror-eu' }, 'everyone'],
  [{ alertname: 'GoVersionDrift', severity: 'warning', project: 'mirror-eu' }, 'slack'],
  [{ alertname: 'GoBuildCacheCorrupt', severity: 'critical' }, 'everyone'],
  [{ alertname: 'GoDriftExporterDown', severity: 'warning' }, 'everyone'],
  [{ alertname: 'SomebodyElses' }, 'slack'],
];
