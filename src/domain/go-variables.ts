/**
 * What a variable of the Go environment means for drift (GO-FACTS §7; cmd/go/internal/help, internal/cfg):
 * - `build`: changes what is built
 * - `debug`: GODEBUG, part of it changes what is built
 * - `network`: where modules come from and what is verified
 * - `path`: machine-local, never a fact
 * - `derived`: follows from the others or from the host, never a fact
 * - `runtime`: read by Go's runtime in `go` as in every program, from the shell only, never a fact
 * - `other`: a fact that by itself changes nothing that is built
 */
export type VariableClass = 'build' | 'debug' | 'network' | 'path' | 'derived' | 'runtime' | 'other';

const CLASSES: Readonly<Record<VariableClass, string>> = {
  build:
    'AR CC CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS ' +
    'CGO_CXXFLAGS_ALLOW CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS ' +
    'CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC GCCGO GO111MODULE GO386 GOAMD64 GOARCH GOARM GOARM64 GOEXPERIMENT GOFIPS140 ' +
    'GOFLAGS GOMIPS GOMIPS64 GOOS GOPPC64 GORISCV64 GOWASM GOWORK GO_EXTLINK_ENABLED PKG_CONFIG',
  debug: 'GODEBUG',
  network: 'GOAUTH GOINSECURE GONOPROXY GONOSUMDB GOPRIVATE GOPROXY GOSUMDB GOVCS',
  path: 'GOBIN GOCACHE GOENV GOGCCFLAGS GOMOD GOMODCACHE GOPATH GOROOT GOTELEMETRYDIR GOTMPDIR GOTOOLDIR',
  derived: 'GOEXE GOHOSTARCH GOHOSTOS GOTELEMETRY GOVERSION',
  runtime: 'GOMEMLIMIT',
  // Which Go runs because of GOTOOLCHAIN is a fact of its own.
  other: 'GOCACHEPROG GOTOOLCHAIN',
};

const CLASS_OF: ReadonlyMap<string, VariableClass> = new Map(
  Object.entries(CLASSES).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name, kind as VariableClass] as const),
  ),
);

/** Every variable of the Go environment that this release knows. */
export const GO_VARIABLES: readonly string[] = [...CLASS_OF.keys()];

/** Null for a variable that this release does not know. */
export function variableClass(name: string): VariableClass | null {
  return CLASS_OF.get(name) ?? null;
}

/** Read by Go's runtime before `go` reads its env file: a line there counts for nothing. */
export function isShellOnly(name: string): boolean {
  const kind = variableClass(name);
  return kind === 'debug' || kind === 'runtime';
}
