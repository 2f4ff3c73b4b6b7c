/** A package as `go list -deps` describes it; empty lists are left out of its JSON. */
export interface ListedPackage {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly Name?: string;
  readonly Standard?: boolean;
  /** Only a dependency of what was asked for. */
  readonly DepOnly?: boolean;
  readonly Module?: { readonly Dir?: string };
  /** Of main packages, `key=value` pairs with commas between them (Go 1.21). */
  readonly DefaultGODEBUG?: string;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  /** As written after `//go:embed`. */
  readonly EmbedPatterns?: readonly string[];
  readonly IgnoredGoFiles?: readonly string[];
  readonly CgoLDFLAGS?: readonly string[];
  /** Words after `#cgo pkg-config:`. */
  readonly CgoPkgConfig?: readonly string[];
  readonly CXXFiles?: readonly string[];
  readonly Error?: {
    /** `file:line:column`; '' or absent where Go names none. */
    readonly Pos?: string;
    readonly Err: string;
  };
}

/** The concatenated JSON objects that `go list -json` prints. */
export function parsePackages(text: string): readonly ListedPackage[] {
  return text === '' ? [] : (JSON.parse(`[${text.replace(/^}\n\{/gm, '},\n{')}]`) as ListedPackage[]);
}
