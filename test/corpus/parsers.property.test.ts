import fc from 'fast-check';
import { test } from 'vitest';
import { propertyRuns } from '../support/property-runs.ts';
import { expectNoSurprise } from './expect-no-surprise.ts';
import { PARSERS } from './parsers.ts';

const EVERYWHERE = [
  '\n',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '\0',
  '\ufeff',
  '\ud800',
  '😀',
  '__proto__',
  'constructor',
];

test.each(Object.entries(PARSERS))('%s: no text surprises it', (_, { parse, pieces }) => {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pieces) },
    { weight: 3, arbitrary: fc.constantFrom(...EVERYWHERE) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const texts = fc.oneof(fc.string({ unit: piece, maxLength: 30 }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(texts, (text) => expectNoSurprise(parse, text)),
    { numRuns: propertyRuns(300) },
  );
});
