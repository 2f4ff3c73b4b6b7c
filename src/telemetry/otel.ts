import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InstrumentType,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Measurement, Sample } from '../contract/sample.ts';
import type { Telemetry } from '../contract/tracer.ts';
import { type Connections, trackConnections } from './connections.ts';
import { diagnose, diagnosticLogger, quietWarner } from './diagnosis.ts';
import { countFailures, createDropCounter, type DropCounter, queueDrops } from './drop-counter.ts';
import { measurementRecorder, observeSamples } from './metric-instruments.ts';
import { noTelemetry } from './no-telemetry.ts';
import { endpointVariable, SIGNALS, type Signal, signalWanted } from './telemetry-wanted.ts';
import { createTracer } from './tracer.ts';

export interface TelemetryOptions {
  /** Decides what is sent and which trace is joined. The SDK reads its other `OTEL_*` variables from the process's. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `oneshot`: spans and gauges are pushed once, at the end; counters of such short lives would add up to nothing. */
  readonly mode: 'oneshot' | 'service';
  readonly version: string;
  /** A stable identity of the host. */
  readonly instanceId: string;
  readonly hostName: string;
  /** The present samples; read at each push. */
  readonly samples: () => readonly Sample[];
  /** What was measured so far; the list only grows. A service's. */
  readonly measurements?: () => readonly Measurement[];
  /** Gets a line, without secrets, when telemetry cannot be sent. */
  readonly warn: (line: string) => void;
}

const SHUTDOWN_MS = 2_000;
/** Less than the shutdown's: what fails early is not left to the deadline. */
const ONESHOT_EXPORT_MS = 1_500;
const WARN_AGAIN_MS = 10 * 60_000;
const NEVER_MS = 2 ** 31 - 1;
/** The SDK folds series above 2000 a metric into one; a host with many projects has more. */
const MAX_SERIES = 100_000;

/** Starts the OTel SDK. Never rejects: without telemetry, everything else still works. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { env, mode } = options;
  const warn = quietWarner({ warn: options.warn, quietMs: mode === 'oneshot' ? Infinity : WARN_AGAIN_MS });
  const dropped = createDropCounter(SIGNALS.filter((signal) => endpointUrl(options, signal, warn) !== null));
  const onWarning = (message: string) => dropped.add('TRACES', queueDrops(message));
  const connections = trackConnections(env);
  diag.setLogger(diagnosticLogger(warn, onWarning), {
    logLevel: DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  try {
    const sdk = startSdk(options, { connections, dropped, warn });
    const types = mode === 'oneshot' ? (['gauge'] as const) : (['gauge', 'counter'] as const);
    const meter = metrics.getMeter('godrift', options.version);
    const { samples, measurements } = options;
    const record =
      mode === 'service' && measurements !== undefined ? measurementRecorder(meter) : () => undefined;
    observeSamples(meter, new Set(types), () => {
      record(measurements?.() ?? []);
      return [...samples(), ...dropped.samples()];
    });
    const shutdown = () => shutdownWithin(sdk, connections, warn);
    return createTracer({ env, version: options.version, samples: dropped.samples, shutdown });
  } catch (error) {
    warn(diagnose([error]));
    return noTelemetry;
  }
}

function startSdk(
  options: TelemetryOptions,
  {
    connections,
    dropped,
    warn,
  }: {
    readonly connections: Connections;
    readonly dropped: DropCounter;
    readonly warn: (line: string) => void;
  },
): NodeSDK {
  const { mode, version, instanceId, hostName } = options;
  const exporterOf = (signal: Signal) => {
    const url = endpointUrl(options, signal, warn);
    if (url === null) return null;
    const timeoutMillis = mode === 'oneshot' ? ONESHOT_EXPORT_MS : serviceTimeoutMs(options.env, signal);
    return { url, httpAgentOptions: connections.agentFactory(signal, timeoutMillis), timeoutMillis };
  };
  const [traceConfig, metricConfig] = [exporterOf('TRACES'), exporterOf('METRICS')];
  const traces = traceConfig && new OTLPTraceExporter(traceConfig);
  const pushes = metricConfig && new OTLPMetricExporter(metricConfig);
  if (traces !== null)
    countFailures(
      traces,
      (spans) => spans.length,
      (lost) => dropped.add('TRACES', lost),
    );
  if (pushes !== null) countFailures(pushes, dataPoints, (lost) => dropped.add('METRICS', lost));
  const own = resourceFromAttributes({
    'service.name': 'godrift',
    'service.version': version,
    'service.instance.id': instanceId,
    'host.name': hostName,
  });
  const sdk = withoutLogLevel(
    () =>
      new NodeSDK({
        resource: defaultResource().merge(own),
        resourceDetectors: [resourceAttributesEnvDetector, serviceNameEnvDetector],
        // What is left out would be exported to localhost: an empty list is what switches it off.
        ...(traces === null ? { spanProcessors: [] } : { traceExporter: traces }),
        metricReaders: pushes === null ? [] : [metricReader(options, pushes)],
        logRecordProcessors: [],
        instrumentations: [],
      }),
  );
  sdk.start();
  return sdk;
}

/** Of a whole export; the variables are the exporter's own. */
function serviceTimeoutMs(env: TelemetryOptions['env'], signal: Signal): number {
  const [own, general] = [env[`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`], env.OTEL_EXPORTER_OTLP_TIMEOUT];
  return positive(own) ?? positive(general) ?? 10_000;
}

function dataPoints({ scopeMetrics }: ResourceMetrics): number {
  const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics.reduce((sum, { dataPoints: points }) => sum + points.length, 0);
}

function metricReader(
  { env, mode }: TelemetryOptions,
  exporter: OTLPMetricExporter,
): PeriodicExportingMetricReader {
  const preferred = exporter.selectAggregationTemporality.bind(exporter);
  // A cumulative reader repeats the gauges of series that are gone for ever; temporality changes nothing else for them.
  exporter.selectAggregationTemporality = (type) =>
    type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : preferred(type);
  const oneshot = mode === 'oneshot';
  const intervalMs = oneshot ? NEVER_MS : (positive(env.OTEL_METRIC_EXPORT_INTERVAL) ?? 60_000);
  const timeoutMs = oneshot ? ONESHOT_EXPORT_MS : (positive(env.OTEL_METRIC_EXPORT_TIMEOUT) ?? 30_000);
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(timeoutMs, intervalMs),
    cardinalityLimits: { default: MAX_SERIES },
  });
}

/** Where a signal goes; null where it is not wanted or, with a warning, where the variable is no URL. */
function endpointUrl({ env }: TelemetryOptions, signal: Signal, warn: (line: string) => void): string | null {
  const variable = signalWanted(env, signal) ? endpointVariable(env, signal) : null;
  if (variable === null) return null;
  const url = URL.parse(env[variable]?.trim() ?? '');
  if (url === null || !/^https?:$/.test(url.protocol)) {
    warn(`telemetry: the value of ${variable} is not an http:// or https:// URL`);
    return null;
  }
  // Only the general variable gets the signal's path (OTLP exporter specification).
  if (variable === 'OTEL_EXPORTER_OTLP_ENDPOINT') {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal.toLowerCase()}`;
  }
  return url.href;
}

/** `OTEL_LOG_LEVEL` would make NodeSDK print to stdout, which belongs to the command. */
function withoutLogLevel<T>(create: () => T): T {
  const { OTEL_LOG_LEVEL: level } = process.env;
  delete process.env.OTEL_LOG_LEVEL;
  try {
    return create();
  } finally {
    if (level !== undefined) process.env.OTEL_LOG_LEVEL = level;
  }
}

/** The SDK's own limits do not hold for an endpoint that answers by the byte or not at all. */
async function shutdownWithin(
  sdk: NodeSDK,
  connections: Connections,
  warn: (line: string) => void,
): Promise<void> {
  const { promise: deadline, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    warn(`telemetry could not be sent within ${SHUTDOWN_MS / 1000} s`);
    resolve();
  }, SHUTDOWN_MS);
  await Promise.race([sdk.shutdown().catch((error: unknown) => warn(diagnose([error]))), deadline]);
  clearTimeout(timer);
  connections.close();
}

function positive(text: string | undefined): number | null {
  const value = Number(text ?? '');
  return Number.isFinite(value) && value > 0 ? value : null;
}
