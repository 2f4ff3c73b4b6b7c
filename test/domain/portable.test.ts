import { expect, test } from 'vitest';
import { type Places, portableText } from '../../src/domain/portable.ts';

const PLACES: Places = { home: '/home/u', goroot: '/usr/local/go', gomodcache: '/home/u/go/pkg/mod' };

test.each([
  ['/home/u', '~'],
  ['/home/u/x', '~/x'],
  ['/home/u/go/pkg/mod/a.b/c', '$GOMODCACHE/a.b/c'],
  ['-I/usr/local/go/include -L/home/u/lib', '-I$GOROOT/include -L~/lib'],
  ['/home/user', '/home/user'],
  ['/home/u.old /home/u-2', '/home/u.old /home/u-2'],
  ['a=/home/u:/home/u,/home/u;"/home/u"', 'a=~:~,~;"~"'],
  ["'/home/u' /home/u=1 /home/u|/home/u\\x", "'~' ~=1 ~|~\\x"],
  ['/home/u\n/home/u\t', '~\n~\t'],
  ['nothing of it', 'nothing of it'],
])('%j is %j on every host', (text, portable) => {
  expect(portableText(text, PLACES)).toBe(portable);
});

test('the longest place wins, whichever it is; a root directory or none is no place', () => {
  const nested = { home: '/a/b/c', goroot: '/a', gomodcache: '/a/b' };
  expect(portableText('/a/x /a/b/x /a/b/c/x', nested)).toBe('$GOROOT/x $GOMODCACHE/x ~/x');
  expect(portableText('/x /a', { home: '/', goroot: '', gomodcache: '/a' })).toBe('/x $GOMODCACHE');
  expect(portableText('/aa/a', { home: '', goroot: '', gomodcache: '/a' })).toBe('/aa$GOMODCACHE');
  expect(portableText('/x/x/x', { home: '', goroot: '', gomodcache: '/x/x' })).toBe('$GOMODCACHE/x');
});
