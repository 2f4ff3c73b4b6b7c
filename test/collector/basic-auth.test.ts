import { hashSync } from 'bcryptjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBasicAuth } from '../../src/collector/web-config/basic-auth.ts';

const HASH = hashSync('correct horse', 4);

describe('credentials', () => {
  const header = (user: string, password: string) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const users = new Map([['scraper', HASH]]);

  test('no other header than the right one is ever let in, known or not', async () => {
    const verify = createBasicAuth();
    expect(await verify(users, header('scraper', 'correct horse'), '1')).toBe('allowed');
    // Known from now on, and said at once.
    expect(verify(users, header('scraper', 'correct horse'), '1')).toBe('allowed');
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (user, password) => {
        fc.pre(user !== 'scraper' || password !== 'correct horse');
        expect(await verify(new Map([[user, HASH]]), header(user, password), '1')).not.toBe('allowed');
      }),
      { numRuns: 15 },
    );
    expect(await verify(new Map(), header('scraper', 'correct horse'), '1')).toBe('denied');
  });

  test('a flood of wrong ones is turned away, and locks nobody out who was in', async () => {
    const verify = createBasicAuth();
    await verify(users, header('scraper', 'correct horse'), '10.0.0.1');
    const flood = Array.from({ length: 1_000 }, (_, i) =>
      verify(users, header('scraper', `${i}`), '10.0.0.2'),
    );
    expect(flood.filter((verdict) => verdict === 'busy').length).toBe(996);
    expect(verify(users, header('scraper', 'correct horse'), '10.0.0.1')).toBe('allowed');
    // Another address still gets its turn.
    const other = createBasicAuth();
    for (let i = 0; i < 1_000; i++) void other(users, header('scraper', `${i}`), '10.0.0.2');
    expect(await other(users, header('scraper', 'correct horse'), '10.0.0.1')).toBe('allowed');
  });

  test('two hundred with the same password at once cost one comparison', async () => {
    const verify = createBasicAuth();
    const all = Array.from({ length: 200 }, () => verify(users, header('scraper', 'correct horse'), '1'));
    expect(new Set(await Promise.all(all))).toEqual(new Set(['allowed']));
  });
});
