import type { MetricType, Unit } from './metric-definition.ts';

/**
 * The Prometheus name of an OTel metric, as Prometheus' own OTLP endpoint translates it (prometheus/otlptranslator):
 * scraped and pushed series have one name.
 */
export function promName(name: string, unit: Unit | null, type: MetricType): string {
  const base = name.replace(/[^A-Za-z0-9_:]/g, '_');
  const suffix = unitSuffix(unit, type);
  const withUnit = suffix === null || base.split('_').includes(suffix) ? base : `${base}_${suffix}`;
  return type === 'counter' ? `${withUnit}_total` : withUnit;
}

function unitSuffix(unit: Unit | null, type: MetricType): string | null {
  if (unit === 's') return 'seconds';
  if (unit === 'By') return 'bytes';
  return unit === '1' && type === 'gauge' ? 'ratio' : null;
}
