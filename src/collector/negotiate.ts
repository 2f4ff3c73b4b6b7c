interface Range {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** 0..1; 0 refuses. */
  readonly quality: number;
}

/**
 * The index of the offered content type that an `Accept` header likes best: the first among equals, and the first where
 * it likes none (RFC 9110, 12.5.1). A range that names a version accepts only that one.
 */
export function negotiateType(accept: string | undefined, offers: readonly string[]): number {
  const ranges = parseRanges(accept ?? '*/*');
  const qualities = offers.map((offer) => typeQuality(ranges, parseRange(offer)));
  return qualities.indexOf(Math.max(...qualities));
}

/** Whether an `Accept-Encoding` header allows gzip. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const ranges = parseRanges(acceptEncoding ?? '');
  const range = ranges.find(({ name }) => name === 'gzip') ?? ranges.find(({ name }) => name === '*');
  return (range?.quality ?? 0) > 0;
}

/** The quality by the most specific range that matches. */
function typeQuality(ranges: readonly Range[], offer: Range): number {
  const best = ranges
    .map((range) => ({ range, specificity: specificity(range, offer) }))
    .filter((match) => match.specificity > 0)
    .toSorted((a, b) => b.specificity - a.specificity || b.range.quality - a.range.quality)[0];
  return best?.range.quality ?? 0;
}

/** 0: no match; then a wildcard, a kind, a type, a type with its version. */
function specificity(range: Range, offer: Range): 0 | 1 | 2 | 3 | 4 {
  if (range.name === '*/*') return 1;
  if (range.name === `${offer.name.split('/')[0]}/*`) return 2;
  if (range.name !== offer.name) return 0;
  const version = range.parameters.get('version');
  if (version === undefined) return 3;
  return version === offer.parameters.get('version') ? 4 : 0;
}

function parseRanges(header: string): readonly Range[] {
  return header
    .split(',')
    .map(parseRange)
    .filter((range) => range.name !== '');
}

function parseRange(text: string): Range {
  const [name = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  const parameters = new Map(
    rest.map((part) => [
      part.split('=')[0]?.trim() ?? '',
      (part.split('=')[1] ?? '').trim().replaceAll('"', ''),
    ]),
  );
  const quality = Number(parameters.get('q') ?? 1);
  return { name, parameters, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
