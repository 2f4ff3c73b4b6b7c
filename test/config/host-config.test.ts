import { expect, test } from 'vitest';
import { parseHostConfig } from '../../src/config/host-config.ts';

const FILE = '/etc/godrift/config.yaml';

test('a host’s configuration gives its projects, roots and the collector’s settings', () => {
  const text =
    'projects:\n  - dir: /src/shop\n    name: shop\n    env_file: ci.env\n  - dir: api\nroots: [/src]\ninterval: 10\nlisten: 127.0.0.1:9464\n';
  expect(parseHostConfig(text, FILE)).toEqual({
    projects: [{ dir: '/src/shop', name: 'shop', env_file: 'ci.env' }, { dir: 'api' }],
    roots: ['/src'],
    interval: '10',
    listen: '127.0.0.1:9464',
  });
});

test('an empty one names no project', () => {
  expect(parseHostConfig('', FILE)).toEqual({ projects: [], roots: [] });
});

test('every error is named at once', () => {
  const text = 'projects:\n  - name: shop\n  - dir: api\n    envfile: x\ninterval: soon\nroot: [/src]\n';
  expect(() => parseHostConfig(text, FILE)).toThrow(
    expect.objectContaining({
      message: [
        `${FILE}:2: projects.0.dir: is missing: expected text`,
        `${FILE}:4: projects.1.envfile: unknown key: did you mean env_file?`,
        `${FILE}:5: interval: expected a duration such as 500ms, 5s or 2m`,
        `${FILE}:6: root: unknown key: did you mean roots?`,
      ].join('\n'),
    }),
  );
});
