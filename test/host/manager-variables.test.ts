import { expect, test } from 'vitest';
import { managerVariables, versionVariable } from '../../src/host/manager-variables.ts';

test('what version managers read reaches go, and nothing that looks like it', () => {
  const read = {
    GOENV_VERSION: '1.25.4',
    GOENV_ROOT: '/g',
    ASDF_DATA_DIR: '/a',
    MISE_DATA_DIR: '/m',
    RTX_GO_VERSION: '1.25.4',
    GOBREW_ROOT: '/b',
    GVM_ROOT: '/v',
    gvm_go_name: 'go1.25.4',
  };
  const other = { GOENV: '/env', GOTOOLCHAIN: 'local', XMISE_A: '1', ASDF: '1', MISE_EMPTY: '' };
  expect(managerVariables({ ...read, ...other })).toEqual(read);
});

test.each([
  [{ GOENV_VERSION: '1.25.4' }, 'GOENV_VERSION'],
  [{ GOENV_VERSION: '1.25' }, 'GOENV_VERSION'],
  [{ GOENV_VERSION: '1.26.1:1.25.4' }, 'GOENV_VERSION'],
  [{ MISE_GO_VERSION: 'prefix:1.25' }, 'MISE_GO_VERSION'],
  // Of another manager, with the same version: the shim's own decides.
  [{ GOENV_VERSION: '1.25.4', ASDF_GOLANG_VERSION: '1.25.4' }, 'ASDF_GOLANG_VERSION'],
  [{ GOENV_VERSION: '1.26.1' }, null],
  [{ GOENV_VERSION: 'system', MISE_GO_VERSION: 'latest' }, null],
  [{}, null],
])('%j is named as %j', (env, name) => {
  expect(versionVariable(env, '/home/u/.asdf/shims/go', 'go1.25.4')).toBe(name);
});
