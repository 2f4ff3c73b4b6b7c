import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dottedPath } from '../../src/config/dotted-path.ts';
import { parseHostEnvFile } from '../../src/config/host-env-file.ts';
import { sample } from '../../src/contract/sample.ts';
import { formatMismatch, parseMismatch } from '../../src/dimensions/modules/checksum-mismatch.ts';
import { formatModuleValue, parseModuleValue } from '../../src/dimensions/modules/module-value.ts';
import { parseDuration } from '../../src/domain/duration.ts';
import { parseGoString } from '../../src/domain/go-string.ts';
import { posixQuote } from '../../src/domain/posix-quote.ts';
import { formatToolFact, parseToolFact } from '../../src/domain/tool-fact.ts';
import { fishQuote } from '../../src/shell/fish-quote.ts';
import { type AuditEntry, formatEntry, parseEntry } from '../../src/store/audit-entry.ts';
import {
  deploymentFileName,
  deploymentText,
  parseDeploymentFileName,
  readDeploymentText,
} from '../../src/store/deployment-file.ts';
import { fileSlug } from '../../src/store/file-slug.ts';
import { parseUntil } from '../../src/store/parse-until.ts';
import { downgradeToText } from '../../src/telemetry/downgrade-to-text.ts';
import { labelValue } from '../../src/telemetry/label-value.ts';
import { renderOpenMetrics } from '../../src/telemetry/prometheus.ts';

const word = fc.stringMatching(/^[!-~]{1,12}$/);
const sum = fc.base64String({ minLength: 4, maxLength: 8 }).map((text) => `h1:${text}`);
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

test('a module’s fact is read as it was written', () => {
  const replacement = fc
    .oneof(
      fc.tuple(word, word).map((words) => words.join(' ')),
      word,
    )
    .filter((text) => !/(?:^| )(?:h1:|go\.mod:)|=>/.test(text));
  const value = fc.record({
    version: word,
    replacement: orNull(replacement),
    sum: orNull(sum),
    goModSum: orNull(sum),
  });
  fc.assert(fc.property(value, (one) => void expect(parseModuleValue(formatModuleValue(one))).toEqual(one)));
});

test('a checksum mismatch is read as it was written, whatever the file is called', () => {
  const mismatch = fc.record({
    path: fc.string(),
    version: word,
    expected: sum,
    actual: sum,
    origin: word,
    file: fc.string({ unit: 'grapheme' }),
    line: fc.nat(),
  });
  fc.assert(fc.property(mismatch, (one) => void expect(parseMismatch(...formatMismatch(one))).toEqual(one)));
});

test('a tool’s fact is read as it was written', () => {
  const told = word.filter((text) => text !== '-' && !text.startsWith('h1:'));
  const fact = fc.record({ version: orNull(told), goVersion: orNull(told), sum: orNull(sum) });
  fc.assert(fc.property(fact, (one) => void expect(parseToolFact(formatToolFact(one))).toEqual(one)));
});

test('an audit entry is one line, and is read as it was written', () => {
  const text = fc.string({ unit: 'binary' });
  const entry: fc.Arbitrary<AuditEntry> = fc.record(
    {
      seq: fc.nat(),
      prev: text,
      id: text,
      ts: fc.nat(),
      who: fc.record({ uid: orNull(fc.nat()), user: orNull(text), ci: orNull(text) }),
      kind: fc.constantFrom('sdk', 'env', 'cache'),
      reason: fc.constantFrom('manual', 'drift', 'ci', 'recover'),
      note: orNull(text),
      target: text,
      from: orNull(text),
      to: orNull(text),
      result: fc.constantFrom('success', 'failure'),
      error: orNull(text),
      durationMs: fc.nat(),
      steps: fc.array(text, { maxLength: 3 }),
      fingerprints: fc.record({ before: orNull(text), after: orNull(text) }),
      traceId: orNull(text),
      spanId: orNull(text),
      traceFlags: orNull(fc.nat(1)),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(entry, (one) => {
      const line = formatEntry(one);
      expect(line).not.toMatch(/[\r\n]/);
      expect(parseEntry(line)).toEqual(one);
    }),
  );
});

test('a deployment is read as it was written, and its file’s name tells when it was', () => {
  const at = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
  const id = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text === text.trim() && text.length <= 200 && !/\p{Cc}/u.test(text));
  const snapshot = '#SNAPSHOT v1 2026-11-23T12:00:00.000Z\na=1\n';
  fc.assert(
    fc.property(id, at, (one, date) => {
      expect(readDeploymentText(Buffer.from(deploymentText(one, snapshot)), 'f')).toMatchObject({ id: one });
      const name = deploymentFileName(one, date);
      expect(parseDeploymentFileName(name)).toEqual({ at: date, slug: fileSlug(one) });
      expect(name).toMatch(/^[\w.-]+$/);
    }),
  );
});

test('a quoted word is one word, which POSIX shells and fish read as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("'", '\\', '"', '$', '\n', ' ', 'a', '!', '😀') }),
      (value) => {
        expect(posixRead(posixQuote(value))).toBe(value);
        expect(fishRead(fishQuote(value))).toBe(value);
      },
    ),
  );
});

/** XCU 2.2: quotes are literal between single quotes; outside them a backslash keeps the next character. */
function posixRead(word: string): string {
  const parts = [...word.matchAll(/'([^']*)'|\\(.)/gs)];
  expect(parts.map(([all]) => all).join('')).toBe(word);
  return parts.map(([, quoted, escaped]) => quoted ?? escaped).join('');
}

/** fish_for_bash_users: between single quotes only `\'` and `\\` are escapes. */
function fishRead(word: string): string {
  const [, inside = 'no word'] = /^'((?:[^'\\]|\\.)*)'$/s.exec(word) ?? [];
  return inside.replace(/\\(['\\])/g, '$1');
}

test('a quoted line of an environment file has the value that was written', () => {
  const value = fc.string({ unit: fc.constantFrom('"', "'", ' ', '#', '=', '$', 'a', '\t') });
  fc.assert(
    fc.property(value, fc.constantFrom('"', "'"), fc.constantFrom('', 'export '), (one, quote, before) => {
      expect(parseHostEnvFile(`${before}A=${quote}${one}${quote}\n`, 'f')).toEqual({ A: one });
    }),
  );
});

test('a duration is the same in every unit', () => {
  fc.assert(
    fc.property(fc.nat(500), (hours) => {
      const inUnits = [
        `${hours}h`,
        `${hours * 60}m`,
        `${hours * 3_600}s`,
        `${hours * 3_600}`,
        `${hours * 3_600_000}ms`,
      ];
      expect(new Set(inUnits.map(parseDuration))).toEqual(new Set([hours * 3_600_000]));
    }),
  );
});

test('a date holds to the end of its day, a date-time as it is', () => {
  const at = fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true });
  fc.assert(
    fc.property(at, (date) => {
      const text = date.toISOString();
      expect([parseUntil(text), parseUntil(text.slice(0, 10))]).toEqual([
        text,
        `${text.slice(0, 10)}T23:59:59.999Z`,
      ]);
    }),
  );
});

test('a Go string of any text has that text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, escapesAll) => {
      const quoted = [...text].map((rune) =>
        escapesAll || /["\\\n]/.test(rune)
          ? `\\U${(rune.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`
          : rune,
      );
      expect(parseGoString(`"${quoted.join('')}"`)).toBe(text);
    }),
  );
});

test('a path in a message is one line of bounded length', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.nat()), { maxLength: 20 }), (path) => {
      expect(dottedPath(path)).toMatch(/^[^\n\r\0]{0,121}$/);
    }),
  );
});

test('a label’s value is well formed, bounded, stable, and tells long values apart', () => {
  const long = fc.string({ unit: 'binary', maxLength: 300, size: 'max' });
  fc.assert(
    fc.property(long, long, (one, other) => {
      const value = labelValue(one);
      expect(value.isWellFormed()).toBe(true);
      expect(value.length).toBeLessThanOrEqual(128);
      expect(labelValue(value)).toBe(value);
      if (one.toWellFormed() !== other.toWellFormed()) expect(value).not.toBe(labelValue(other));
    }),
  );
});

test('the older format holds the same samples, and no end, unit or exemplar', async () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '\n', ' # ', '{', '}', 'a', '# EOF') });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), async (projects) => {
      const samples = projects.flatMap((project) => [
        sample('godrift.env.set', 1, { project, key: project }),
        sample('godrift.drift.events', 2, { project, dimension: 'tools', severity: 'info' }),
      ]);
      const newer = await renderOpenMetrics(samples);
      const older = downgradeToText(newer);
      const series = (page: string) =>
        page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect(series(older)).toEqual(series(newer));
      expect(series(older).length).toBe(projects.length * 2);
      expect(older).not.toMatch(/^# (?:EOF|UNIT)/m);
      expect(older).toMatch(/^# TYPE \S+_total counter$/m);
    }),
  );
});
