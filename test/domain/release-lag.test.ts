import { expect, test } from 'vitest';
import { releaseLag } from '../../src/domain/release-lag.ts';

const KNOWN = [
  '1.20',
  '1.21.0',
  '1.25.0',
  '1.25.1',
  '1.26rc1',
  '1.26.0',
  '1.26.1',
  '1.26.2',
  '1.27rc1',
  '1.27.0',
  '1.28rc1',
];

test.each([
  ['1.27.0', { patch: 0, minor: 0, supported: true, newest: '1.27.0', newestPatch: '1.27.0' }],
  ['1.26.0', { patch: 2, minor: 1, supported: true, newest: '1.27.0', newestPatch: '1.26.2' }],
  ['1.26rc1', { patch: 3, minor: 1, supported: true, newestPatch: '1.26.2' }],
  ['1.25.1', { patch: 0, minor: 2, supported: false, newestPatch: '1.25.1' }],
  ['1.21.0', { patch: 0, minor: 3, supported: false }],
  ['1.28rc1', { patch: 0, minor: 0, supported: true }],
  ['1.29.0', { patch: 0, minor: 0, supported: true }],
])('go%s is so far behind', (running, lag) => {
  expect(releaseLag(running, KNOWN)).toMatchObject({ running, ...lag });
});

test('without a release or a version nothing is known', () => {
  expect([releaseLag('1.26.0', ['1.27rc1']), releaseLag('banana', KNOWN)]).toEqual([null, null]);
});
