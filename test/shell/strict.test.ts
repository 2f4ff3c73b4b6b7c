import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Shell } from '../../src/shell/render-hook.ts';
import { envSnapshot, PRESENT, shellTest } from './shells.ts';

const OVERRIDDEN = [
  'cd',
  'printf',
  'echo',
  'read',
  'source',
  'test',
  'unset',
  'export',
  'umask',
  'mkdir',
  'mv',
  'chmod',
];
const overrides = (names: readonly string[]) => names.map((name) => `${name}() { : >owned; }`);
const overridesFish = (names: readonly string[]) =>
  names.map((name) => `function ${name}; builtin printf '' >owned; end`);

/** What a user may have set before the hook is loaded, and while it works. */
const SETTINGS: Readonly<Record<Shell, Readonly<Record<string, readonly string[]>>>> = {
  bash: {
    'set -euo pipefail': ['set -euo pipefail'],
    'posix mode': ['set -o posix'],
    'posix mode, strict': ['set -euo pipefail -o posix'],
    'IFS of letters': ["IFS='_/=TAaeou1:.'"],
    'no IFS': ["IFS=''"],
    'set -afCk': ['set -afCk'],
    'set -T and traps': ['set -ET', "trap 'n=1' DEBUG", "trap ': >owned' ERR", "trap 'n=2' RETURN"],
    'globbing options': [
      'shopt -s nullglob failglob dotglob nocasematch nocaseglob extglob globstar',
      'GLOBIGNORE="*"',
    ],
    'other options': ['shopt -s localvar_inherit lastpipe xpg_echo execfail', 'shopt -u sourcepath'],
    'compatible with old ones': ['BASH_COMPAT=4.4'],
    aliases: [
      'shopt -s expand_aliases',
      ...['local', 'declare', 'builtin', 'case', 'if', 'for', 'printf', 'return', '_gd_say', 'eval'].map(
        (name) => `alias ${name}=': >owned;'`,
      ),
      // The loader itself is the user's own line.
      'unalias eval',
    ],
    functions: overrides([...OVERRIDDEN, 'command', 'eval', 'set', 'shopt', 'compgen', 'mapfile', '[']),
    'the C locale': ['export LC_ALL=C'],
    'read-only LC_ALL': ['readonly LC_ALL=C.UTF-8'],
  },
  zsh: {
    'set -euo pipefail': ['set -euo pipefail'],
    'err_exit, err_return, no_unset': ['setopt err_exit err_return no_unset'],
    ksh_arrays: ['setopt ksh_arrays'],
    no_clobber: ['setopt no_clobber'],
    'IFS of letters': ["IFS='_/=TAaeou1:.'"],
    'word splitting and globbing': [
      'setopt sh_word_split glob_subst extended_glob ksh_glob csh_null_glob no_glob',
    ],
    'no_glob, no_match': ['setopt no_glob nomatch'],
    'warnings and allexport': ['setopt warn_create_global warn_nested_var all_export'],
    'emulate sh': ['emulate sh'],
    'emulate ksh': ['emulate ksh'],
    'posix options': [
      'setopt posix_builtins posix_identifiers posix_strings posix_argzero c_bases octal_zeroes',
    ],
    'quoting and multibyte options': ['setopt rc_quotes no_multibyte bsd_echo no_function_argzero'],
    traps: ['TRAPZERR() { : >owned }', "trap 'n=1' DEBUG"],
    aliases: [
      'setopt aliases',
      ...['local', 'typeset', 'builtin', 'case', 'if', 'print', 'printf', 'return', '_gd_say'].map(
        (name) => `alias ${name}=': >owned;'`,
      ),
      "alias -g -- '-g=$(: >owned)' && alias -g '$_gd_keys=x'",
    ],
    functions: overrides([...OVERRIDDEN, 'print', 'shift', 'zmodload', 'emulate']),
    'the C locale': ['export LC_ALL=C'],
    'read-only LC_ALL': ['readonly LC_ALL=C.UTF-8'],
  },
  fish: {
    functions: overridesFish([
      ...[
        'cd',
        'printf',
        'echo',
        'source',
        'umask',
        'mkdir',
        'mv',
        'chmod',
        'contains',
        'count',
        'math',
        'path',
        'emit',
      ],
    ]),
    'IFS of letters': ["set -g IFS '_/=TAaeou1:.'"],
    'no IFS': ["set -g IFS ''"],
    'variables with the names of ours': [
      'set -gx argv 1 2',
      'set -g status_ 1',
      'set -U _gd_keys x 2>/dev/null; true',
    ],
    'the C locale': ['set -gx LC_ALL C'],
  },
};

/** Every option of the shell, as it prints them. */
const OPTIONS: Readonly<Record<Shell, (file: string) => string>> = {
  bash: (file) => `{ builtin set +o; builtin shopt -p; builtin trap -p; builtin alias; } >|${file} || :`,
  zsh: (file) => `{ builtin set -o; builtin trap; builtin alias; } >|${file} || :`,
  fish: (file) => `status features >${file}`,
};

describe.each(PRESENT)('%s', (shell) => {
  test.each(Object.entries(SETTINGS[shell]))('works with %s, and leaves that as it is', (_, before) => {
    const { run, dump, dumped, stateDir, set, snapshot } = shellTest(shell);
    snapshot('other', envSnapshot({ T_A: 'other', T_B: 'é\n$x', T_PATH: '/a:/b' }));
    const script = join(stateDir, 'then');
    writeFileSync(
      script,
      [
        OPTIONS[shell]('before'),
        'envsnap --save=one',
        set('T_A', 'later'),
        set('T_ADDED', '1'),
        'envsnap --rollback=one',
        dump('a'),
        'envsnap --undo',
        dump('b'),
        'envsnap --diff=one >diff || :',
        'envsnap --list >list',
        'envsnap --rollback=other --exact',
        dump('c'),
        'envsnap --undo',
        dump('d'),
        OPTIONS[shell]('after'),
      ]
        .map((text) => (shell === 'fish' ? text.replace('|| :', '; true') : text))
        .join('\n'),
    );
    const { status, stderr, stdout } = run(
      [shell === 'fish' ? 'builtin source ./then' : 'builtin . ./then'],
      {
        env: { T_A: 'first one', T_PATH: '/x/T_A:/y', T_TOKEN: 'hunter2' },
        before,
      },
    );
    expect(stderr.split('\n')).toEqual([
      'envsnap: left out, since they look like credentials (--include=VAR saves one): T_TOKEN',
      'envsnap: rolled back to one',
      expect.stringMatching(/^envsnap: kept, since added later \(--exact unsets them\): .*\bT_ADDED$/),
      'envsnap: the last rollback is undone',
      'envsnap: rolled back to other',
      'envsnap: the last rollback is undone',
      '',
    ]);
    expect([status, stdout]).toEqual([0, '']);
    const file = (name: string) => readFileSync(join(stateDir, name), 'utf8');
    expect(file('after')).toBe(file('before'));
    expect(existsSync(join(stateDir, 'owned'))).toBe(false);
    expect([dumped('a').T_A, dumped('b').T_A]).toEqual(['first one', 'later']);
    expect(dumped('c')).toEqual(
      expect.objectContaining({ T_A: 'other', T_B: 'é\n$x', T_PATH: '/a:/b', T_TOKEN: 'hunter2' }),
    );
    expect(dumped('c')).not.toHaveProperty('T_ADDED');
    expect(dumped('d')).toEqual(dumped('b'));
    expect(file('diff')).toMatch(/^-T_A=.*first.*\n\+T_A=later\n(?:.*\n)*\+T_ADDED=1\n/);
    expect(file('list').match(/ {2}\w+\n/g)).toEqual(['  one\n', '  other\n']);
  });
});
