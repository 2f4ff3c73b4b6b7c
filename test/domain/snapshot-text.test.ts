import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import type { FactMap } from '../../src/domain/facts.ts';
import { readSnapshot, snapshotLines, writeSnapshot } from '../../src/domain/snapshot-text.ts';
import { propertyRuns } from '../support/property-runs.ts';

const TAKEN_AT = new Date('2026-11-23T12:00:00.000Z');
const HEADER = '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\n';

const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\\', '\n', '\r', '=', 'n', '#', '.', '\ue000', '😀'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const key = text.filter((value) => value !== '' && !value.startsWith('#') && !value.includes('\0'));
const value = text.filter((content) => content !== '' && !content.includes('\0'));
const factMap = fc
  .array(fc.tuple(fc.oneof(key, fc.constant('__proto__')), value))
  .map((entries): FactMap => Object.fromEntries(entries));

function problemsOf(read: () => unknown): readonly (readonly [number | null | undefined, string])[] {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError)
      return error.problems.map(({ location, message }) => [location?.line, message]);
    throw error;
  }
  return [];
}

describe('writing', () => {
  test('facts become sorted, escaped lines under a header', () => {
    expect(
      writeSnapshot({ 'modules.b=c': 'x=y\\z', 'build_env.CC': 'a\r\nb', 'modules.a': 'ü' }, TAKEN_AT),
    ).toBe(`${HEADER}build_env.CC=a\\r\\nb\nmodules.a=ü\nmodules.b\\=c=x\\=y\\\\z\n`);
    expect(writeSnapshot({}, TAKEN_AT)).toBe(HEADER);
  });

  test('keys are sorted by their bytes, not by UTF-16 units', () => {
    expect(snapshotLines({ '😀': '1', '\uffee': '2', a: '3' })).toEqual(['a=3', '\uffee=2', '😀=1']);
    fc.assert(
      fc.property(factMap, (facts) => {
        const keys = Object.keys(facts).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const one = (name: string) => snapshotLines(Object.fromEntries([[name, facts[name] ?? '']]));
        expect(snapshotLines(facts)).toEqual(keys.flatMap(one));
      }),
    );
  });

  test('what no snapshot can hold is refused, all of it at once and without the values', () => {
    expect(
      problemsOf(() =>
        writeSnapshot(
          {
            '': 'v',
            '#c': 'v',
            a: '',
            b: 'x\0',
            'c\0': 'v',
            d: 'x'.repeat(1024 * 1024 + 1),
            e: '\ud800',
            f: 'ok',
          },
          TAKEN_AT,
        ),
      ),
    ).toEqual([
      [undefined, 'cannot snapshot "": empty key'],
      [undefined, 'cannot snapshot "#c": a key cannot begin with "#": the line would be a comment'],
      [undefined, 'cannot snapshot "a": empty value'],
      [undefined, 'cannot snapshot "b": NUL character in value'],
      [undefined, 'cannot snapshot "c\\u0000": NUL character in key'],
      [undefined, 'cannot snapshot "d": value over 1 MiB'],
      [undefined, 'cannot snapshot "e": value is not valid Unicode'],
    ]);
    expect(writeSnapshot({ a: 'x'.repeat(1024 * 1024) }, TAKEN_AT)).toHaveLength(
      HEADER.length + 3 + 1024 * 1024,
    );
  });
});

describe('reading', () => {
  test('what was written comes back, and equal maps give equal text', () => {
    fc.assert(
      fc.property(factMap, fc.date({ noInvalidDate: true }), (facts, takenAt) => {
        const written = writeSnapshot(facts, takenAt);
        const read = readSnapshot(Buffer.from(written), 'f');
        expect(read.takenAt).toEqual(takenAt);
        expect(Object.entries(read.facts).sort()).toEqual(Object.entries(facts).sort());
        expect(writeSnapshot(Object.fromEntries(Object.entries(facts).reverse()), takenAt)).toBe(written);
      }),
    );
  });

  test('line ends that a checkout turned into CRLF change nothing, and a carriage return of a value stays', () => {
    fc.assert(
      fc.property(factMap, (facts) => {
        const written = writeSnapshot(facts, TAKEN_AT);
        expect(readSnapshot(written.replaceAll('\n', '\r\n'), 'f')).toEqual(readSnapshot(written, 'f'));
      }),
    );
    expect(readSnapshot(`${HEADER}# note\n\na=x\\r\n`.replaceAll('\n', '\r\n'), 'f').facts).toEqual({
      a: 'x\r',
    });
  });

  test('any bytes give facts or an InputError', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.uint8Array().map((tail) => Buffer.concat([Buffer.from(HEADER), tail])),
    );
    const lines = fc
      .array(fc.string({ unit: fc.constantFrom('\\', 'n', '=', 'a', '\n', '\r', '#', '\0', '\ud800') }))
      .map((parts) => HEADER + parts.join('\n'));
    fc.assert(
      fc.property(fc.oneof(bytes, lines), (content) => {
        problemsOf(() => readSnapshot(content, 'f'));
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  test('blank lines, comments and a bare = in a value are accepted', () => {
    expect(readSnapshot(`${HEADER}# deployment: 7\n\n \t\na=b=c\\=d\n`, 'f')).toEqual({
      takenAt: TAKEN_AT,
      facts: { a: 'b=c=d' },
    });
    expect(readSnapshot(`${HEADER}a=1`, 'f').facts).toEqual({ a: '1' });
  });

  test('empty values are kept where they are allowed', () => {
    expect(readSnapshot(`${HEADER}A=\n`, 'f', { emptyValues: 'allow' }).facts).toEqual({ A: '' });
  });

  test.each<[string, string | Uint8Array, [number, string][]]>([
    ['no header', 'a=1\n', [[1, 'not a snapshot: line 1 must be "#SNAPSHOT v1 <time>"']]],
    ['nothing', '', [[1, 'not a snapshot: line 1 must be "#SNAPSHOT v1 <time>"']]],
    [
      'an unknown version',
      '#SNAPSHOT v2 2026-11-23T12:00:00.000Z\n',
      [[1, 'unknown snapshot version v2: this godrift reads v1']],
    ],
    ['a byte order mark', `\ufeff${HEADER}`, [[1, 'not a snapshot: line 1 must be "#SNAPSHOT v1 <time>"']]],
    [
      'a bad timestamp',
      '#SNAPSHOT v1 2026-02-30T12:00:00.000Z\n',
      [[1, 'bad timestamp: expected UTC with milliseconds, as in 2026-11-23T12:00:00.000Z']],
    ],
    [
      'CRLF after LF',
      `${HEADER}a=1\r\nb=2\r\n`,
      [[2, 'line ends mix CRLF and LF: check the file out again']],
    ],
    [
      'LF after CRLF',
      `${HEADER}a=1\nb=2\nc=3\n`.replace('\n', '\r\n').replace('=1\n', '=1\r\n'),
      [[3, 'line ends mix CRLF and LF: check the file out again']],
    ],
    ['a lone CR in a line', `${HEADER}a=1\rb=2\n`, [[2, 'raw carriage return: write it as \\r']]],
    ['a lone CR at the end', `${HEADER}a=1\r`, [[2, 'raw carriage return: write it as \\r']]],
    [
      'two CR before LF',
      `${HEADER}a=1\r\n`.replaceAll('\n', '\r\n'),
      [[2, 'raw carriage return: write it as \\r']],
    ],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from(`${HEADER}a=`), Buffer.from([0xff, 0x0a]), Buffer.from('b=\n')]),
      [[2, 'invalid UTF-8']],
    ],
    ['half a surrogate pair', `${HEADER}a=\ud800\n`, [[2, 'invalid UTF-8']]],
    [
      'all at once',
      `${HEADER}b=1\na=2\na=3\nc\n=4\nd=\ne=\\x\nf=\\\ng=a\0\nh=a\rb\ni=${'x'.repeat(1024 * 1024 + 1)}\n`,
      [
        [3, 'key "a" is not in order after "b"'],
        [4, 'duplicate key "a"'],
        [5, 'no "=" between key and value'],
        [6, 'empty key'],
        [7, '"d": empty value'],
        [8, 'bad escape: only \\\\, \\n, \\r and \\= are known'],
        [9, 'bad escape: only \\\\, \\n, \\r and \\= are known'],
        [10, 'NUL character'],
        [11, 'raw carriage return: write it as \\r'],
        [12, '"i": value over 1 MiB'],
      ],
    ],
    [
      'at most 20 problems',
      HEADER + 'x\n'.repeat(50),
      Array.from({ length: 20 }, (_, i) => [i + 2, 'no "=" between key and value']),
    ],
  ])('%s is rejected with its lines', (_, content, problems) => {
    expect(problemsOf(() => readSnapshot(content, 'f'))).toEqual(problems);
  });
});
