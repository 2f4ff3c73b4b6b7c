import { expect, test } from 'vitest';
import { compareBuildCache } from '../../../src/dimensions/build-cache/compare.ts';

test.each([
  ['off', 'environment', 'unset GOCACHE'],
  ['off', '~/.config/go/env:1', 'go env -u GOCACHE  # ~/.config/go/env:1'],
  ['undefined', 'default', 'export GOCACHE=/an/absolute/path'],
  ['unwritable', 'environment', 'chmod u+rwx /c  # or unset GOCACHE'],
  ['unwritable', '~/.config/go/env:1', 'chmod u+rwx /c  # or go env -u GOCACHE  # ~/.config/go/env:1'],
])('the advice for a GOCACHE that is %s by %s can be run as it stands', (validity, origin, fix) => {
  const facts = { portable: { validity }, local: { path: '/c', validity }, origins: { path: origin } };
  expect(compareBuildCache(facts)).toMatchObject([{ key: 'validity', fix }]);
});
