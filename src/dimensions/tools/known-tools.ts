interface KnownTool {
  /** Without the major version's suffix. */
  readonly module: string;
  /** The package within the module, with its slash; `''` for the module itself. */
  readonly package: string;
  /** The newest major version that has a module path of its own. */
  readonly major?: number;
}

/** Tools that are looked for in every project; null: it comes with the SDK. */
export const KNOWN_TOOLS: ReadonlyMap<string, KnownTool | null> = new Map([
  ['gofmt', null],
  ['dlv', { module: 'github.com/go-delve/delve', package: '/cmd/dlv' }],
  ['goimports', { module: 'golang.org/x/tools', package: '/cmd/goimports' }],
  ['golangci-lint', { module: 'github.com/golangci/golangci-lint', package: '/cmd/golangci-lint', major: 2 }],
  ['golint', { module: 'golang.org/x/lint', package: '/golint' }],
  ['goose', { module: 'github.com/pressly/goose', package: '/cmd/goose', major: 3 }],
  ['gopls', { module: 'golang.org/x/tools/gopls', package: '' }],
  ['govulncheck', { module: 'golang.org/x/vuln', package: '/cmd/govulncheck' }],
  ['mockgen', { module: 'go.uber.org/mock', package: '/mockgen' }],
  ['protoc-gen-go', { module: 'google.golang.org/protobuf', package: '/cmd/protoc-gen-go' }],
  ['protoc-gen-go-grpc', { module: 'google.golang.org/grpc/cmd/protoc-gen-go-grpc', package: '' }],
  ['revive', { module: 'github.com/mgechev/revive', package: '' }],
  ['staticcheck', { module: 'honnef.co/go/tools', package: '/cmd/staticcheck' }],
]);

/** The package of a well-known tool in that version (null: the newest); null where the tool is not known. */
export function knownPackage(name: string, version: string | null): string | null {
  const tool = KNOWN_TOOLS.get(name) ?? null;
  if (tool === null) return null;
  const major = version === null ? (tool.major ?? 1) : Number(/^v?(\d+)/.exec(version)?.[1] ?? 1);
  return `${tool.module}${major > 1 ? `/v${major}` : ''}${tool.package}`;
}
