import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseGodebugTable } from '../../src/dimensions/build/godebug-table.ts';
import { experimentAhead, godebugAhead } from '../../src/domain/next-go.ts';
import { prepareToolchains } from '../support/prepare.ts';
import { sdkEnv, sdkRoot } from '../support/sdks.ts';

const SDKS = [
  'go1.20.14',
  'go1.21.13',
  'go1.22.12',
  'go1.23.12',
  'go1.24.0',
  'go1.25.4',
  'go1.26.11',
  'go1.27.4',
];
prepareToolchains(...SDKS);

describe('what the next Go removes', () => {
  test('is what the newest SDK says that it and its predecessors removed', () => {
    const { removed } = parseGodebugTable(
      readFileSync(join(sdkRoot('go1.27.4'), 'src/internal/godebugs/table.go'), 'utf8'),
    );
    expect(removed.size).toBeGreaterThan(8);
    for (const [name, { release, old }] of removed) {
      const before = `1.${release - 1}.0`;
      expect(godebugAhead(name, 'no-old-value', before), name).toBe(`go1.${release} removes it`);
      expect(godebugAhead(name, 'no-old-value', `1.${release}.0`), name).toMatch(/counts for nothing/);
      expect(old?.length, name).toBeGreaterThan(0);
      for (const value of old ?? []) {
        expect(godebugAhead(name, value, before), name).toMatch(/refuses to build/);
        expect(godebugAhead(name, value, '1.27.0'), `${name}: an error`).toBeNull();
      }
    }
    expect(godebugAhead('panicnil', '1', '1.27.0')).toBeNull();
  });

  test.each(SDKS.slice(1).map((sdk, index) => [SDKS[index] ?? '', sdk] as const))(
    'the experiments of %s that %s refuses',
    (before, after) => {
      const experiments = [
        ...readFileSync(join(sdkRoot(before), 'src/internal/goexperiment/flags.go'), 'utf8').matchAll(
          /^\t([A-Z]\w+)\s+bool$/gm,
        ),
      ].map(([, name = '']) => name.toLowerCase());
      expect(experiments.length).toBeGreaterThan(5);
      const go = (sdk: string, name: string) =>
        spawnSync('go', ['version'], {
          env: sdkEnv(join(sdkRoot(sdk), 'bin'), '/none', { GOTOOLCHAIN: 'local', GOEXPERIMENT: name }),
        }).status === 0;
      for (const name of experiments) {
        const release = after.slice(2).split('.').slice(0, 2).join('.');
        const isGone = go(before, name) && !go(after, name);
        const said = experimentAhead(name, before.slice(2));
        expect(said?.includes(`go${release} `) ?? false, `${name}: ${said}`).toBe(isGone);
      }
    },
  );
});
