/** What the label keys mean; closed sets in full. */
export const LABELS: Readonly<Record<string, string>> = {
  project: "the project's name",
  dimension: '`go_version`, `modules`, `build_env`, `build`, `tools`, `build_cache` or `context`',
  version: 'a version, as its source writes it',
  goos: "Go's name of the operating system",
  goarch: "Go's name of the architecture",
  source: '`godrift.yaml`, `.go-version`, `.tool-versions`, `mise.toml`, `go.work` or `go.mod`',
  level: '`patch` or `minor`',
  tool: "the tool's name",
  go_version: 'the Go that built it, `unknown` where the binary does not say',
  fingerprint: '12 hex digits',
  state:
    '`in_sync`, `drifted` or `unknown`; for caches `ok`, `corrupt`, `unverified`, `mismatch` or `missing`',
  severity: '`info`, `warning`, `error` or `critical`; findings also `accepted`',
  key: 'a variable, a tool or another key of the dimension',
  rank: '`1` (the newest), `2` or `3`',
  cache: "first 12 hex digits of the SHA-256 of the root's path",
  kind: '`sdk`, `env` or `cache`',
  result: '`success` or `failure`',
  reason: '`manual`, `drift`, `ci` or `recover`',
  signal: '`traces` or `metrics`',
  revision: 'the commit that godrift was built from',
  node: 'the version of Node.js',
};

export interface AttributeDefinition {
  readonly type: 'string' | 'string[]' | 'int' | 'double';
  readonly brief: string;
}

/** Attributes of spans. */
export const SPAN_ATTRIBUTES = {
  'error.type': {
    type: 'string',
    brief: 'why it failed: `timeout`, `offline`, `go_missing` … or the class of the error',
  },
  'process.executable.name': { type: 'string', brief: 'the executable, without its directory' },
  'process.command_args': { type: 'string[]', brief: 'the arguments, with secrets masked' },
  'process.exit.code': { type: 'int', brief: 'the exit code' },
  'godrift.project': { type: 'string', brief: "the project's name" },
  'godrift.dimension': { type: 'string', brief: 'the dimension' },
  'godrift.entries': { type: 'int', brief: 'portable facts of the dimension' },
  'godrift.score': { type: 'double', brief: 'drift score, 0 to 1' },
  'godrift.change_ratio': { type: 'double', brief: 'change ratio, 0 to 1' },
  'godrift.findings': { type: 'string[]', brief: 'ids of the findings that are not accepted' },
  'godrift.severity': { type: 'string', brief: 'the worst severity among them' },
  'godrift.fingerprint.before': { type: 'string', brief: "the baseline's fingerprint" },
  'godrift.fingerprint.after': { type: 'string', brief: 'the fingerprint now' },
  'rollback.reason': {
    type: 'string',
    brief: 'why: what `--reason` says, else `manual`, `drift`, `ci` or `recover`',
  },
  'rollback.target': { type: 'string', brief: 'what is rolled back' },
  'rollback.from': { type: 'string', brief: 'the version or state before' },
  'rollback.to': { type: 'string', brief: 'the version or state aimed at' },
  'rollback.result': { type: 'string', brief: '`success` or `failure`' },
  'rollback.step': { type: 'string', brief: '`write_file` or `switch_link`' },
  'rollback.step.change': { type: 'string', brief: 'what it changed, without values that could be secret' },
} as const satisfies Readonly<Record<string, AttributeDefinition>>;

export type SpanAttribute = keyof typeof SPAN_ATTRIBUTES;

/** Resource attributes of everything sent by OTLP; `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` win. */
export const RESOURCE_ATTRIBUTES = {
  'service.name': '`godrift`',
  'service.version': 'the version of godrift',
  'service.instance.id': 'a stable identity of the host',
  'host.name': "the host's name",
} as const;
