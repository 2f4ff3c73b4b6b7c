import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CODE_CARRYING } from '../../src/shell/excluded-names.ts';
import { envSnapshot, HEADER, PRESENT, quote, shellTest } from './shells.ts';

/** Control characters but newline. */
const OBEYED = /(?!\n)\p{Cc}/u;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const line = (text: string) => latin1(`${HEADER}A_OK=owned\n${text}\n`);

/** Each begins well: nothing of it may be taken. */
const REFUSED: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(
    [
      'T_$(touch owned)=1',
      'T_`touch owned`=1',
      'T_A;touch owned=1',
      'T_A[$(touch owned)]=1',
      'T_A+=1',
      'T-A=1',
      '-x=1',
      'T_A -p=1',
      ' T_A=1',
      '"T_A"=1',
      "T_A'=1",
      '../T_A=1',
      '1T=1',
      '=1',
      'T_\x1b[31mA=1',
      'T_\xc3\xa9=1',
      'T_A',
      'touch owned',
      'BASH_FUNC_ls%%=() { touch owned; }',
    ].map((text) => [`the line ${JSON.stringify(text)}`, line(text)]),
  ),
  ...Object.fromEntries(
    ['\\x', '\\', '\\\\\\', '\\t', '\\$(touch owned)'].map((text) => [
      `the escape ${text}`,
      line(`T_A=${text}`),
    ]),
  ),
  ...Object.fromEntries(
    CODE_CARRYING.map((pattern) => pattern.replace('*', 'X').replace('?', '1')).map((name) => [
      `the name ${name}`,
      latin1(`${HEADER}${[`A_OK=owned`, `${name}=$(touch owned)`].sort().join('\n')}\n`),
    ]),
  ),
  'no text': latin1(''),
  'no header': latin1('A_OK=owned\n'),
  'a later version': latin1('#SNAPSHOT v2 2026-11-23T12:00:00.000Z\nA_OK=owned\n'),
  'more in line 1': latin1(`${HEADER.trimEnd()} $(touch owned)\nA_OK=owned\n`),
  'blank before line 1': latin1(` ${HEADER}A_OK=owned\n`),
  'no date': latin1('#SNAPSHOT v1 $(touch owned)\nA_OK=owned\n'),
  'Windows lines': latin1(`${HEADER}A_OK=owned\n`.replaceAll('\n', '\r\n')),
  'a carriage return': line('T_A=a\rb'),
  'a NUL': line('T_A=a\0b'),
  'no UTF-8': line('T_A=\xff'),
  'an overlong form': line('T_A=\xc0\xaf'),
  'a surrogate': line('T_A=\xed\xa0\x80'),
  'beyond Unicode': line('T_A=\xf4\x90\x80\x80'),
  'names not in order': line('B=1\nAB=1'),
  'a name twice': line('T_A=1\nT_A=2'),
  'a value longer than a variable': line(`T_A=${'x'.repeat(140_000)}`),
};

const NAMES = [
  ...[
    '$(touch owned)',
    '`touch owned`',
    'a;touch owned',
    'a\nb',
    'a\n',
    "a'b",
    'a"b',
    'a\\',
    'a b',
    'a&touch owned',
  ],
  ...[
    '\x1b[31m',
    '../a',
    'a/b',
    '/etc/passwd',
    '-a',
    '--a',
    '.a',
    '..',
    '*',
    '?',
    'é',
    'x'.repeat(65),
    ' ',
    '',
  ],
];

describe.each(PRESENT)('%s', (shell) => {
  const STATUS = shell === 'fish' ? '$status' : '$?';

  test('a snapshot that breaks a rule is refused whole, runs nothing and prints nothing of its own', () => {
    const { run, snapshot, stateDir } = shellTest(shell);
    const cases = Object.entries(REFUSED).map(([what, text], index) => ({ what, text, name: `h${index}` }));
    for (const { name, text } of cases) snapshot(name, text);
    const { stdout, stderr } = run(
      cases.flatMap(({ name }) => [`envsnap --rollback=${name}`, `echo "${name} ${STATUS} $A_OK"`]),
    );
    expect(stdout.split('\n')).toEqual([...cases.map(({ name }) => `${name} 2 `), '']);
    const said = stderr.split('\n');
    expect(said).toEqual([
      ...cases.map(({ name }) => expect.stringContaining(`/env/${name}.snap is refused: `)),
      '',
    ]);
    expect(stderr).not.toMatch(OBEYED);
    expect(existsSync(join(stateDir, 'owned'))).toBe(false);
  });

  test('blank lines, comments, bare "=" and volatile names are as in any snapshot', () => {
    const { run, snapshot, dump, dumped } = shellTest(shell);
    snapshot('one', `${HEADER}\n# $(touch owned)\nTERM=x\n \t\nT_A=a=b\nT_B=\\=\n\n`);
    const { stderr } = run(['envsnap --rollback=one --exact', dump('a')], { env: { TERM: 'dumb' } });
    expect(stderr).toBe('envsnap: rolled back to one\n');
    expect(dumped('a')).toMatchObject({ T_A: 'a=b', T_B: '=', TERM: 'dumb' });
  });

  test('what is no file of the user is not read', () => {
    const { run, snapshot, stateDir } = shellTest(shell);
    mkdirSync(join(stateDir, 'env/dir.snap'));
    snapshot('other', envSnapshot({ A_OK: 'owned' }));
    // Only root can give a file away.
    const root = process.getuid?.() === 0;
    if (root) chownSync(join(stateDir, 'env/other.snap'), 12_345, 12_345);
    else console.log('not root: the file of another user is not tried');
    const names = ['dir', 'none', 'fifo', ...(root ? ['other'] : [])];
    const { stdout } = run([
      'mkfifo env/fifo.snap',
      ...names.flatMap((name) => [
        `envsnap --rollback=${name} 2>/dev/null`,
        `echo "${name} ${STATUS} $A_OK"`,
      ]),
      'envsnap --save=dir 2>/dev/null',
      `echo "${STATUS}"`,
    ]);
    expect(stdout.split('\n')).toEqual([...names.map((name) => `${name} 2 `), '2', '']);
  });

  test('a NAME that is none is refused, and makes no file', () => {
    const { run, stateDir } = shellTest(shell);
    const actions = ['save', 'rollback', 'diff'];
    const { stdout, stderr } = run(
      actions.flatMap((action) =>
        NAMES.flatMap((name) => [`envsnap ${quote(shell, `--${action}=${name}`)}`, `echo "${STATUS}"`]),
      ),
    );
    expect(stdout).toBe('2\n'.repeat(actions.length * NAMES.length));
    expect(new Set(stderr.split('\n'))).toEqual(
      new Set([expect.stringMatching(/^envsnap: a NAME is 1 to 64 /), '']),
    );
    expect(readdirSync(join(stateDir, 'env'))).toEqual([]);
    expect(existsSync(join(stateDir, 'owned'))).toBe(false);
  });

  test('--list shows snapshots only, and no file name that a terminal would obey', () => {
    const { run, stateDir, snapshot } = shellTest(shell);
    snapshot('good', envSnapshot({}));
    for (const name of ['\x1b]0;owned\x07', '$(touch owned)', 'a\nb', '-n', 'é'])
      writeFileSync(join(stateDir, 'env', `${name}.snap`), HEADER);
    snapshot('bad', 'no header\n');
    const { stdout, stderr } = run(['envsnap --list']);
    expect([stdout, stderr]).toEqual(['2026-11-23T12:00:00.000Z  good\n', '']);
    expect(existsSync(join(stateDir, 'owned'))).toBe(false);
  });

  test('differences are shown so that neither a terminal nor a shell obeys them', () => {
    const { run, snapshot, stateDir } = shellTest(shell);
    snapshot('one', envSnapshot({ T_A: '\x1b[31m$(touch owned)\n`touch owned`' }));
    const { stdout } = run(['envsnap --diff=one'], { env: { T_B: '\x1b]0;owned\x07' } });
    expect(stdout).not.toMatch(OBEYED);
    expect(stdout.split('\n').filter((text) => !/^[+-][A-Z_]+=/.test(text))).toEqual(['']);
    expect(existsSync(join(stateDir, 'owned'))).toBe(false);
  });
});
