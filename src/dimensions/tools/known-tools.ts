/** A package of a module whose versions tell it from the other module of the same tool. */
interface ToolModule {
  /** Without the major version's suffix. */
  readonly module: string;
  /** The package within the module, with its slash; `''` for the module itself. */
  readonly package: string;
  /** The newest major version that has a module path of its own. */
  readonly major?: number;
  /** Its versions, where another module of the tool has others; the `v` may be missing. */
  readonly versions?: RegExp;
}

interface KnownTool extends ToolModule {
  /** The module that the tool had before, under the same name. */
  readonly former?: ToolModule;
  /**
   * Source that it refuses where it needs a newer Go than built the tool: the project's, or the standard library's too. stringer and
   * gopls go on.
   */
  readonly reads?: 'project' | 'std';
  /** It reads the compiler's export data by golang.org/x/tools. */
  readonly readsExports?: true;
}

/** Tools that are looked for in every project; null: it comes with the SDK. */
export const KNOWN_TOOLS: ReadonlyMap<string, KnownTool | null> = new Map<string, KnownTool | null>([
  ['gofmt', null],
  ['dlv', { module: 'github.com/go-delve/delve', package: '/cmd/dlv' }],
  ['errcheck', { module: 'github.com/kisielk/errcheck', package: '', reads: 'project', readsExports: true }],
  ['goimports', { module: 'golang.org/x/tools', package: '/cmd/goimports' }],
  [
    'golangci-lint',
    {
      module: 'github.com/golangci/golangci-lint',
      package: '/cmd/golangci-lint',
      major: 2,
      reads: 'std',
      readsExports: true,
    },
  ],
  ['golint', { module: 'golang.org/x/lint', package: '/golint' }],
  ['goose', { module: 'github.com/pressly/goose', package: '/cmd/goose', major: 3 }],
  ['gopls', { module: 'golang.org/x/tools/gopls', package: '' }],
  ['govulncheck', { module: 'golang.org/x/vuln', package: '/cmd/govulncheck', reads: 'std' }],
  [
    'mockgen',
    {
      module: 'go.uber.org/mock',
      package: '/mockgen',
      versions: /^v?0(?:\.|$)/,
      former: { module: 'github.com/golang/mock', package: '/mockgen', versions: /^v?1(?:\.|$)/ },
      reads: 'project',
    },
  ],
  [
    'protoc-gen-go',
    {
      module: 'google.golang.org/protobuf',
      package: '/cmd/protoc-gen-go',
      versions: /^v?1(?:\.[1-9]\d+(?:\.|$)|$)/,
      former: {
        module: 'github.com/golang/protobuf',
        package: '/protoc-gen-go',
        versions: /^v?1(?:\.\d(?:\.|$)|$)/,
      },
    },
  ],
  ['protoc-gen-go-grpc', { module: 'google.golang.org/grpc/cmd/protoc-gen-go-grpc', package: '' }],
  ['revive', { module: 'github.com/mgechev/revive', package: '' }],
  [
    'staticcheck',
    { module: 'honnef.co/go/tools', package: '/cmd/staticcheck', reads: 'std', readsExports: true },
  ],
  ['stringer', { module: 'golang.org/x/tools', package: '/cmd/stringer', readsExports: true }],
  ['wire', { module: 'github.com/google/wire', package: '/cmd/wire', reads: 'project' }],
]);
