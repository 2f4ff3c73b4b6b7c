import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/domain/errors.ts';
import { addAccepted, readAccepted } from '../../src/store/accepted-file.ts';
import { temporaryDir } from './temporary-dir.ts';

function fileWith(text: string): string {
  const file = join(temporaryDir(), 'accepted.yaml');
  writeFileSync(file, text);
  return file;
}

const ENTRY = { finding: 'build_env.CC', owner: 'ann', reason: 'clang: on trial', until: '2026-12-31' };

describe('reading', () => {
  test('dates end with their day, date-times become UTC', async () => {
    const file = fileWith(`# exceptions
- finding: modules.golang.org/x/net
  owner: bob
  reason: waits for upstream
  until: 2026-12-31
- { finding: go_version.running, owner: ann, reason: r, until: '2026-11-23T12:00:00+02:00' }
`);
    expect(await readAccepted(file)).toEqual([
      {
        finding: 'modules.golang.org/x/net',
        owner: 'bob',
        reason: 'waits for upstream',
        until: '2026-12-31T23:59:59.999Z',
      },
      { finding: 'go_version.running', owner: 'ann', reason: 'r', until: '2026-11-23T10:00:00.000Z' },
    ]);
  });

  test.each(['', '# nothing yet\n', '[]\n'])(
    'a file that accepts nothing (%j) is no error, nor is no file',
    async (text) => {
      expect(await readAccepted(fileWith(text))).toEqual([]);
      expect(await readAccepted(join(temporaryDir(), 'none.yaml'))).toEqual([]);
    },
  );

  test.each([
    [
      `- finding: nonsense.CC
  owner: ''
  reason: 7
  until: 2026-02-30
- finding: build_env.CC
  owner: ann
  reason: r
  untill: 2026-12-31
- finding: build_env.CC
  owner: ann
  reason: r
  until: 2026-12-31
`,
      [
        '1: entry 1, finding: expected DIMENSION.KEY, with one of go_version, modules, build_env, build, tools, build_cache, context',
        '2: entry 1, owner: must not be empty',
        '3: entry 1, reason: expected text',
        '4: entry 1, until: expected a date (2026-12-31) or an RFC 3339 date-time',
        '5: entry 2, until: is missing',
        '5: entry 2: Unrecognized key: "untill"',
      ],
    ],
    [
      `- { finding: build_env.CC, owner: a, reason: r, until: 2026-12-31 }
- { finding: build_env.CC, owner: b, reason: r, until: 2026-12-31 }
`,
      ['2: entry 2, finding: "build_env.CC" is accepted twice'],
    ],
    ['\nfinding: x\n', ['1: expected a list of accepted findings']],
    ['- a: b\n  a: c\n', ['2: Map keys must be unique']],
    ['- *nowhere\n', [': Unresolved alias (the anchor must be set before the alias): nowhere']],
  ])('%s is rejected with every problem', async (text, problems) => {
    const file = fileWith(text);
    const error = await readAccepted(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toBe(
      `InputError: ${problems
        .map((problem) => `${file}:${problem}`)
        .join('\n')
        .replace('::', ':')}`,
    );
  });
});

describe('adding', () => {
  test('the first exception makes the file', async () => {
    const file = join(temporaryDir(), '.godrift', 'accepted.yaml');
    await addAccepted(file, ENTRY);
    expect(readFileSync(file, 'utf8')).toBe(`- finding: build_env.CC
  owner: ann
  reason: "clang: on trial"
  until: 2026-12-31
`);
    expect(await readAccepted(file)).toEqual([{ ...ENTRY, until: '2026-12-31T23:59:59.999Z' }]);
  });

  test('an entry of the same finding is replaced; comments and other entries stay', async () => {
    const file = fileWith(`# Reviewed every Monday.
- finding: build_env.CC # the compiler
  owner: bob
  # why
  reason: old
  until: 2026-01-01
- finding: tools.gopls
  owner: ann
  reason: r
  until: 2026-12-31
`);
    await addAccepted(file, ENTRY);
    await addAccepted(file, { ...ENTRY, finding: 'modules.a' });
    expect(readFileSync(file, 'utf8')).toBe(`# Reviewed every Monday.
- finding: build_env.CC # the compiler
  owner: ann
  # why
  reason: "clang: on trial"
  until: 2026-12-31
- finding: tools.gopls
  owner: ann
  reason: r
  until: 2026-12-31
- finding: modules.a
  owner: ann
  reason: "clang: on trial"
  until: 2026-12-31
`);
  });

  test('a file of comments keeps them', async () => {
    const file = fileWith('# Reviewed every Monday.\n');
    await addAccepted(file, ENTRY);
    expect(readFileSync(file, 'utf8')).toMatch(/^# Reviewed every Monday\.\n+- finding: build_env\.CC\n/);
  });

  test('a broken file, a bad date and a bad finding change nothing', async () => {
    const broken = fileWith('- finding: [\n');
    await expect(addAccepted(broken, ENTRY)).rejects.toThrow(InputError);
    expect(readFileSync(broken, 'utf8')).toBe('- finding: [\n');
    const empty = fileWith('');
    await expect(addAccepted(empty, { ...ENTRY, until: 'soon' })).rejects.toThrow('invalid until "soon"');
    await expect(addAccepted(empty, { ...ENTRY, finding: 'CC' })).rejects.toThrow(InputError);
    expect(readFileSync(empty, 'utf8')).toBe('');
  });
});
