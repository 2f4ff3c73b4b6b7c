import { expect, test } from 'vitest';
import { restoreLines } from '../../../src/rollback/sdk/restore-lines.ts';

const BEFORE = 'module m\n\ngo 1.20\n';
const AFTER = 'module m\n\ngo 1.20\n\ntoolchain go1.25.4\n';

test.each([
  ['nothing else was changed', BEFORE, AFTER, AFTER, BEFORE],
  [
    'lines were added before and after',
    BEFORE,
    AFTER,
    `// mine\n${AFTER}\nrequire x v1.0.0\n`,
    `// mine\n${BEFORE}\nrequire x v1.0.0\n`,
  ],
  ['one line was edited', 'a\nold\nc\n', 'a\nnew\nc\n', 'a\nnew\nd\n', 'a\nold\nd\n'],
  ['lines end in CRLF', 'a\r\nold\r\n', 'a\r\nnew\r\n', 'x\r\nnew\r\n', 'x\r\nold\r\n'],
  ['the file has no last line end', 'old', 'new', '# mine\nnew', '# mine\nold'],
])('the earlier lines come back where %s', (_, before, after, now, expected) => {
  expect(restoreLines(before, after, now)).toBe(expected);
});

test.each([
  ['was edited too', BEFORE, AFTER, AFTER.replace('1.25.4', '1.27.4')],
  ['is there twice', 'old\n', 'new\n', 'new\nx\nnew\n'],
  ['is gone', 'old\n', 'new\n', ''],
  ['was only taken out', 'a\nb\n', 'a\n', 'a\nc\n'],
])('nothing is guessed where the edited line %s', (_, before, after, now) => {
  expect(restoreLines(before, after, now)).toBeNull();
});
