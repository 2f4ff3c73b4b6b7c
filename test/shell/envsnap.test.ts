import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { envSnapshot, PRESENT, shellTest } from './shells.ts';

test.each(['bash', 'zsh', 'fish'])('%s is here to be tested (else: apt-get install it)', (shell) => {
  expect(PRESENT).toContain(shell);
});

describe.each(PRESENT)('%s', (shell) => {
  const lab = () => shellTest(shell);
  const STATUS = shell === 'fish' ? '$status' : '$?';

  test('saves, lists, shows differences, rolls back and takes that back', () => {
    const { run, set, unset, stateDir } = lab();
    const { stdout, stderr, status } = run([
      set('T_A', 'old'),
      set('T_GONE', 'there'),
      'envsnap --save=good',
      'envsnap --list',
      'envsnap --diff=good',
      `echo "same ${STATUS}"`,
      set('T_A', 'new value'),
      set('T_ADDED', '1'),
      unset('T_GONE'),
      'envsnap --diff=good',
      `echo "differs ${STATUS}"`,
      'envsnap --rollback=good',
      'echo "$T_A $T_GONE $T_ADDED"',
      'envsnap --undo',
      'echo "$T_A [$T_GONE] $T_ADDED"',
      'envsnap --rollback=good --exact',
      'echo "$T_A $T_GONE [$T_ADDED]"',
    ]);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}good$/);
    expect(Math.abs(Date.parse(lines[0]?.split(' ')[0] ?? '') - Date.now())).toBeLessThan(600_000);
    expect(lines.slice(1).map((line) => line.replaceAll(/['\\]/g, ''))).toEqual([
      'same 0',
      '-T_A=old',
      '+T_A=new value',
      '-T_GONE=there',
      '+T_ADDED=1',
      'differs 1',
      'old there 1',
      'new value [] 1',
      'old there []',
      '',
    ]);
    expect(stderr.split('\n')).toEqual([
      'envsnap: rolled back to good',
      'envsnap: kept, since added later (--exact unsets them): T_ADDED',
      'envsnap: the last rollback is undone',
      'envsnap: rolled back to good',
      '',
    ]);
    expect(status).toBe(0);
    expect(statSync(join(stateDir, 'env/good.snap')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(stateDir, 'env')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a save replaces a snapshot whole, though nothing may be overwritten and the umask is open', () => {
    const { run, snapshot, stateDir, set } = lab();
    snapshot('one', envSnapshot({ T_A: 'old' }));
    const noClobber = { bash: 'set -C', zsh: 'setopt no_clobber', fish: 'true' }[shell];
    const { stderr } = run(['umask 000', noClobber, set('T_A', 'new'), 'envsnap --save=one', 'umask']);
    expect(stderr).toBe('');
    expect(readFileSync(join(stateDir, 'env/one.snap'), 'utf8')).toContain('\nT_A=new\n');
    for (const name of readdirSync(join(stateDir, 'env')))
      expect([name, statSync(join(stateDir, 'env', name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('leaves out what is volatile or carries code silently, and credentials with a word', () => {
    const env = {
      T_A: '1',
      PATH: '/usr/bin:/bin',
      EDITOR: 'vi',
      LD_LIBRARY_PATH: '/opt/lib',
      GOFLAGS: '-mod=mod',
      NODE_OPTIONS: '--require=x',
      DYLD_INSERT_LIBRARIES: '/nowhere.so',
      ENV: '/dev/null',
      SSH_TTY: '/dev/pts/1',
      GITHUB_TOKEN: 'hunter2',
      my_api_key: 'hunter2',
      ApiKey: 'hunter2',
      DB_PASSWORD: 'hunter2',
      OAUTH_ID: 'hunter2',
      AWS_ACCESS_KEY_ID: 'hunter2',
    };
    const { run, stateDir } = lab();
    const { stderr, stdout } = run(
      [
        'envsnap --save=one',
        'envsnap --save=two --include=GITHUB_TOKEN --include=NODE_OPTIONS',
        'envsnap --diff=one',
      ],
      { env },
    );
    const names = (name: string) =>
      readFileSync(join(stateDir, 'env', `${name}.snap`), 'utf8')
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(0, line.indexOf('=')));
    const saved = ['EDITOR', 'GOFLAGS', 'HOME', 'LANG', 'LD_LIBRARY_PATH', 'LOGNAME', 'PATH', 'T_A', 'USER'];
    expect(names('one')).toEqual(saved);
    expect(names('two')).toEqual([...saved, 'GITHUB_TOKEN'].sort());
    const said = 'envsnap: left out, since they look like credentials (--include=VAR saves one): ';
    expect(stderr.split('\n')).toEqual([
      `${said}AWS_ACCESS_KEY_ID ApiKey DB_PASSWORD GITHUB_TOKEN OAUTH_ID my_api_key`,
      `${said}AWS_ACCESS_KEY_ID ApiKey DB_PASSWORD OAUTH_ID my_api_key`,
      '',
    ]);
    expect(stdout).toBe('');
  });

  test('a saved credential is put back, and never shown', () => {
    const { run, snapshot, set, dump, dumped } = lab();
    snapshot('one', envSnapshot({ T_TOKEN: 'hunter2', T_A: '1' }));
    const { stdout, stderr } = run([
      set('T_TOKEN', 'swordfish'),
      'envsnap --diff=one',
      'envsnap --rollback=one',
      dump('a'),
    ]);
    expect(stdout).toMatch(/^-T_A=1\n-T_TOKEN=\*\*\*\n\+T_TOKEN=\*\*\*\n/);
    expect(stdout).not.toMatch(/hunter2|swordfish/);
    expect(stderr).not.toMatch(/hunter2|swordfish/);
    expect(dumped('a').T_TOKEN).toBe('hunter2');
  });

  test('a read-only variable is reported and the rest restored', () => {
    const { run, snapshot, dump, dumped } = lab();
    const name = shell === 'fish' ? 'hostname' : 'T_RO';
    snapshot('one', envSnapshot({ T_A: 'saved', [name]: 'saved', T_Z: 'saved' }));
    const { stderr, stdout } = run(
      ['envsnap --rollback=one', `echo "${STATUS}"`, dump('a'), 'envsnap --undo', dump('b')],
      {
        before: shell === 'fish' ? [] : ['readonly T_RO=mine; export T_RO'],
      },
    );
    expect(stdout).toBe('1\n');
    expect(stderr.split('\n')).toContain(`envsnap: not restored, being read-only: ${name}`);
    expect(dumped('a')).toMatchObject({
      T_A: 'saved',
      T_Z: 'saved',
      ...(shell === 'fish' ? {} : { T_RO: 'mine' }),
    });
    expect(dumped('b')).not.toHaveProperty('T_A');
  });

  test('undo is three-way: later edits survive and are named', () => {
    const { run, snapshot, set, unset, dump, dumped } = lab();
    snapshot(
      'one',
      envSnapshot({ T_A: 'saved', T_B: 'saved', T_C: 'saved', T_NEW: 'saved', T_SAME: 'same' }),
    );
    const { stderr } = run(
      [
        'envsnap --rollback=one',
        set('T_B', 'edited'),
        unset('T_C'),
        set('T_SAME', 'edited too'),
        'envsnap --undo',
        dump('a'),
        'envsnap --undo',
      ],
      { env: { T_A: 'mine', T_B: 'mine', T_C: 'mine', T_SAME: 'same' } },
    );
    const after = dumped('a');
    expect([after.T_A, after.T_B, after.T_C, after.T_NEW, after.T_SAME]).toEqual([
      'mine',
      'edited',
      undefined,
      undefined,
      'edited too',
    ]);
    expect(stderr).toMatch(/left as they are, since changed after the rollback: T_B T_C\n/);
    expect(stderr).toContain('envsnap: no rollback to undo in this shell\n');
  });

  test.each([
    ['an element added in front', 'saved:/s', '/mine:saved:/s', '/mine:old:/o'],
    ['an element added behind another', '/s:/both:/t', '/s:/both:/mine:/t', 'old:/both:/mine:/o'],
    ['an element taken away', '/s:/both', '/s', 'old:/o'],
    ['nothing changed', '/s:/both', '/s:/both', 'old:/both:/o'],
  ])('undo of a path, by element: %s', (_, saved, edited, after) => {
    const { run, snapshot, set, dump, dumped } = lab();
    const before = after.includes('/both') || saved.includes('/both') ? 'old:/both:/o' : 'old:/o';
    snapshot('one', envSnapshot({ T_PATH: saved }));
    run(['envsnap --rollback=one', set('T_PATH', edited), 'envsnap --undo', dump('a')], {
      env: { T_PATH: before },
    });
    expect(dumped('a').T_PATH).toBe(after);
  });

  test('PATH goes back with everything else, and nothing is looked up there', () => {
    const { run, snapshot, set } = lab();
    snapshot('one', envSnapshot({ PATH: '/usr/bin:/bin', T_A: 'saved' }));
    const { stdout, stderr } = run([
      set('PATH', '/nowhere'),
      'envsnap --rollback=one',
      'echo "$PATH"',
      'envsnap --undo',
      'echo "$PATH"',
    ]);
    expect(stdout.replaceAll(' ', ':')).toBe('/usr/bin:/bin\n/nowhere\n');
    expect(stderr).not.toMatch(/not found|unknown command/i);
  });

  test('--init keeps the first environment of a shell and of those that it starts', () => {
    const { run, set, loader, stateDir } = lab();
    const nested = join(stateDir, 'nested');
    writeFileSync(nested, [loader, 'envsnap --init', 'envsnap --rollback=init', 'echo "$T_A"'].join('\n'));
    const { stdout } = run(
      [
        'envsnap --init',
        set('T_A', 'later'),
        'envsnap --init',
        `${shell} ./nested 2>/dev/null`,
        'envsnap --rollback=init',
        'echo "$T_A"',
      ],
      { env: { T_A: 'first' } },
    );
    expect(stdout).toBe('first\nfirst\n');
  });

  test('an empty snapshot prints nothing and sets nothing', () => {
    const { run, snapshot, dump, dumped } = lab();
    snapshot('one', envSnapshot({}));
    const { stdout } = run([
      dump('a'),
      'envsnap --rollback=one',
      dump('b'),
      'envsnap --rollback=one --exact',
      'envsnap --undo',
      dump('c'),
    ]);
    expect(stdout).toBe('');
    expect(dumped('b')).toEqual(dumped('a'));
    expect(dumped('c')).toEqual(dumped('a'));
  });

  test.each([
    [[]],
    [['--save']],
    [['--save=']],
    [['--undo', '--list']],
    [['--list', '--exact']],
    [['--rollback=a', '--include=B']],
    [['--help']],
  ])('usage: %j', (args) => {
    const { run } = lab();
    const { status, stdout, stderr } = run([`envsnap ${args.join(' ')}`]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^envsnap: (usage: |a NAME is )/);
  });
});
