import { describe, expect, test } from 'vitest';
import { parseProjectConfig } from '../../src/config/project-config.ts';
import { InputError } from '../../src/domain/errors.ts';

const FILE = '/src/shop/godrift.yaml';
const EMPTY = { project: undefined, go: undefined, env: { required: [], expect: {}, allow: [] }, tools: {} };

function config(text: string) {
  return parseProjectConfig(text, FILE).config;
}

function errors(text: string): readonly string[] {
  try {
    parseProjectConfig(text, FILE);
  } catch (cause) {
    if (cause instanceof InputError) return cause.message.replaceAll(`${FILE}:`, '').split('\n');
    throw cause;
  }
  return [];
}

describe('godrift.yaml', () => {
  test('gives every entry with the file and line it stands in', () => {
    const text = `project: shop
go: '1.26'
env:
  required: [GOFLAGS]
  expect:
    CGO_ENABLED: 0
  allow: [CI]
tools:
  gopls: v0.20.0
`;
    expect(parseProjectConfig(text, FILE)).toEqual({
      config: {
        project: 'shop',
        go: '1.26',
        env: { required: ['GOFLAGS'], expect: { CGO_ENABLED: '0' }, allow: ['CI'] },
        tools: { gopls: 'v0.20.0' },
      },
      locations: {
        project: { file: FILE, line: 1 },
        go: { file: FILE, line: 2 },
        env: { file: FILE, line: 3 },
        'env.required': { file: FILE, line: 4 },
        'env.required.0': { file: FILE, line: 4 },
        'env.expect': { file: FILE, line: 5 },
        'env.expect.CGO_ENABLED': { file: FILE, line: 6 },
        'env.allow': { file: FILE, line: 7 },
        'env.allow.0': { file: FILE, line: 7 },
        tools: { file: FILE, line: 8 },
        'tools.gopls': { file: FILE, line: 9 },
      },
    });
  });

  test.each(['', '# nothing yet\n', '---\n', '{}', 'env:\ntools:\n', 'env:\n  required:\n  expect:\n'])(
    'declares nothing where nothing is written: %j',
    (text) => expect(config(text)).toEqual(EMPTY),
  );

  test('takes unquoted numbers and booleans as they are written', () => {
    expect(
      config('go: 1.20\ntools: {gopls: 0.20}\nenv: {expect: {A: 0x10, B: true, C: 1e3, D: on}}'),
    ).toEqual({
      ...EMPTY,
      go: '1.20',
      tools: { gopls: '0.20' },
      env: { required: [], expect: { A: '0x10', B: 'true', C: '1e3', D: 'on' }, allow: [] },
    });
  });

  test('lets a Go version begin with go', () => {
    expect(config('go: go1.26.1')).toEqual({ ...EMPTY, go: '1.26.1' });
  });

  test.each(['1.22.x', 'latest', '1.022', '""', '~', 'go', 'v1.22'])(
    'refuses %s as a Go version',
    (version) => {
      expect(errors(`go: ${version}`)).toHaveLength(1);
    },
  );

  test('names every error at once, each with its line and what was expected', () => {
    const text = `projekt: shop
go: 1.22.x
env:
  required: GOFLAGS
  requird: []
  expect:
    "A B": 1
    GOOS: [linux]
    GOARCH:
tools:
  gopls: 0.1
  gopls: 0.2
  buf: {version: 1}
colour: red
`;
    expect(errors(text)).toEqual([
      '1: projekt: unknown key: did you mean project?',
      '2: go: expected a Go version such as 1.26, 1.26.1 or 1.26rc1',
      '4: env.required: expected a list, got text',
      '5: env.requird: unknown key: did you mean required?',
      '7: env.expect.A B: expected the name of a variable: letters, digits and _',
      '8: env.expect.GOOS: expected text, got a list',
      '9: env.expect.GOARCH: expected text, got nothing',
      '12: tools.gopls: is already set in line 11',
      '13: tools.buf: expected text, got a mapping',
      '14: colour: unknown key: expected one of project, go, go_line, env, tools',
    ]);
  });

  test('names every syntax error by line', () => {
    expect(errors('go: "1.26\nenv: [\n').every((line) => /^\d+: /.test(line))).toBe(true);
    expect(errors('go: 1.26\n---\ngo: 1.25\n')).toHaveLength(1);
  });

  test('refuses what is no mapping', () => {
    expect(errors('- go')).toEqual(['1: expected a mapping, got a list']);
  });

  test('refuses names that stand for an object’s prototype', () => {
    expect(errors('__proto__: {go: "1.26"}')).not.toEqual([]);
    expect(errors('env: {expect: {__proto__: x}}')).toHaveLength(1);
    expect(errors('tools: {__proto__: x}')).toHaveLength(1);
  });

  test('refuses more than 1 MiB, aliases without bound and nesting without bound', () => {
    expect(errors(`# ${'x'.repeat(1024 * 1024)}`)).toEqual([' is larger than 1 MiB']);
    const level = (n: number) =>
      `a${n}: &a${n} [${Array(10)
        .fill(n === 0 ? 'x' : `*a${n - 1}`)
        .join(', ')}]`;
    expect(errors(Array.from({ length: 9 }, (_, n) => level(n)).join('\n'))).toHaveLength(1);
    expect(errors('env: *nowhere')).toHaveLength(1);
    expect(errors(`env: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toHaveLength(1);
  });

  test('reads 50,000 keys in linear time', () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(errors(text)).toHaveLength(50_000);
  });
});
