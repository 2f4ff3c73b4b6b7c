import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatHistory,
  type History,
  parseHistory,
  parseObject,
} from '../../../src/rollback/cache/history.ts';

const path = fc.string({ unit: 'grapheme' }).map((text) => `/${text}`);
const history: fc.Arbitrary<History> = fc.record({
  roots: fc.array(fc.record({ path, setting: fc.option(fc.string()) }), { maxLength: 4 }),
  retired: fc.dictionary(path, fc.nat()).map((entries) => Object.fromEntries(Object.entries(entries))),
});

test('a history that is written is read again', () => {
  fc.assert(fc.property(history, (one) => void expect(parseHistory(formatHistory(one))).toEqual(one)));
});

test('it is written for people, too', () => {
  expect(formatHistory({ roots: [], retired: { '/a': 1 } })).toBe(
    '{\n  "roots": [],\n  "retired": {\n    "/a": 1\n  }\n}\n',
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void parseHistory(text)));
});

test.each([
  ['', 'null', '[]', '1', '"x"', '{"roots":[]', '{}', '{"roots":[]}', '{"retired":{}}'],
  [
    '{"roots":{},"retired":{}}',
    '{"roots":[],"retired":[]}',
    '{"roots":[],"retired":null}',
    '{"roots":[],"retired":"x"}',
  ],
  [
    '{"roots":[],"retired":{"/a":"1"}}',
    '{"roots":[],"retired":{"/a":null}}',
    '{"roots":[],"retired":{"/a":1,"/b":1e999}}',
  ],
  ['{"roots":[null],"retired":{}}', '{"roots":["/a"],"retired":{}}', '{"roots":[[]],"retired":{}}'],
  [
    '{"roots":[{"path":"a","setting":null}],"retired":{}}',
    '{"roots":[{"path":"a/","setting":null}],"retired":{}}',
    '{"roots":[{"path":1,"setting":null}],"retired":{}}',
    '{"roots":[{"setting":null}],"retired":{}}',
  ],
  [
    '{"roots":[{"path":"/a"}],"retired":{}}',
    '{"roots":[{"path":"/a","setting":1}],"retired":{}}',
    '{"roots":[{"path":"/a","setting":null},{"path":"b","setting":null}],"retired":{}}',
  ],
])('what it does not write is no history: %s …', (...texts) => {
  expect(texts.map(parseHistory)).toEqual(texts.map(() => null));
});

test('an object is an object', () => {
  expect(['{"a":1}', '[1]', 'null', '1', '{'].map(parseObject)).toEqual([{ a: 1 }, null, null, null, null]);
});
