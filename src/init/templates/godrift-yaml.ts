/** `godrift.yaml` with everything that can be said in it; `go` is pinned where nothing else says exactly which Go builds here. */
export function godriftYaml({ schema, go }: { readonly schema: string; readonly go: string | null }): string {
  return `# yaml-language-server: $schema=${schema}
# What this project expects of the Go environment that builds it. Everything here is optional.

# The project's name in reports and metrics; by default its module path.
# project: shop

# The Go that builds it, at the precision it must be met: "1.26" is met by every 1.26.x.
${go === null ? '# go: "1.26"' : `go: ${JSON.stringify(go)}`}

env:
  # Variables that must be set.
  required: []
  # The value that a variable must have, as GOFLAGS: -mod=readonly
  expect: {}
  # Further variables whose values snapshots may hold.
  allow: []

# The version of each tool, as golangci-lint: v1.64.8
tools: {}
`;
}
