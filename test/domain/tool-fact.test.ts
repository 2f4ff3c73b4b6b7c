import { expect, test } from 'vitest';
import { formatToolFact, parseToolFact } from '../../src/domain/tool-fact.ts';

test.each([
  ['v0.30.0 go1.26.8 h1:abc=', { version: 'v0.30.0', goVersion: 'go1.26.8', sum: 'h1:abc=' }],
  ['go1.26.8 go1.26.8', { version: 'go1.26.8', goVersion: 'go1.26.8', sum: null }],
  ['- go1.26.8', { version: null, goVersion: 'go1.26.8', sum: null }],
  ['- -', { version: null, goVersion: null, sum: null }],
  [
    'v1.0.0 go1.25 X:fieldtrack h1:abc=',
    { version: 'v1.0.0', goVersion: 'go1.25 X:fieldtrack', sum: 'h1:abc=' },
  ],
])('a tool fact is written and read as %s', (text, fact) => {
  expect(formatToolFact(fact)).toBe(text);
  expect(parseToolFact(text)).toEqual(fact);
});

test('what a text lacks is not known', () => {
  expect(parseToolFact('')).toEqual({ version: null, goVersion: null, sum: null });
  expect(parseToolFact('v1.0.0')).toEqual({ version: 'v1.0.0', goVersion: null, sum: null });
});
