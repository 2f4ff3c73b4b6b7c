import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashModule } from '../../src/integrity/hash-module.ts';
import { createControl, createMeter } from '../../src/integrity/worker-control.ts';
import { hermeticEnv, tempProject } from '../support/run-cli.ts';

const PATH = 'example.com/Mixed';
const PREFIX = `${PATH}@v1.0.0`;
const name = fc
  .array(
    fc.string({
      unit: fc.constantFrom('a', 'b', 'Z', '0', '-', '_', '.', 'é', '世'),
      minLength: 1,
      maxLength: 4,
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  // golang.org/x/mod/module: CheckFilePath.
  .filter((parts) => parts.every((part) => /^[^.].*[^.]$|^[^.]$/.test(part)))
  .map((parts) => parts.join('/'));

test('sums a directory and a zip as Go does', { timeout: 300_000 }, () => {
  const root = tempProject();
  const env = { ...hermeticEnv(), GOSUMDB: 'off', GONOSUMDB: '*', GOFLAGS: '-modcacherw' };
  let run = 0;
  fc.assert(
    fc.property(fc.dictionary(name, fc.string(), { minKeys: 1, maxKeys: 12 }), (files) => {
      const work = join(root, String(run++));
      const at = join(work, 'proxy/example.com/!mixed/@v');
      write(at, { 'v1.0.0.info': '{"Version":"v1.0.0"}', 'v1.0.0.mod': `module ${PATH}\n` });
      const tree = prefixFree({ ...files, 'go.mod': `module ${PATH}\n` });
      write(join(work, PREFIX), tree);
      const script =
        'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w",zipfile.ZIP_DEFLATED)\n[z.write(f) for f in sys.argv[2:]]\nz.close()';
      const names = Object.keys(tree).map((file) => `${PREFIX}/${file}`);
      execFileSync('python3', ['-c', script, join(at, 'v1.0.0.zip'), ...names], { cwd: work });
      const said = execFileSync('go', ['mod', 'download', '-json', PREFIX], {
        cwd: work,
        env: { ...env, GOPROXY: `file://${work}/proxy`, GOMODCACHE: join(work, 'mod') },
        encoding: 'utf8',
      });
      const { Sum, Dir, GoModSum } = JSON.parse(said) as { Sum: string; Dir: string; GoModSum: string };
      const downloaded = join(work, 'mod/cache/download/example.com/!mixed/@v/v1.0.0');
      const module = {
        prefix: PREFIX,
        dir: Dir,
        downloaded,
        zips: true,
        knownDir: null,
        knownZip: null,
        toolchain: false,
      };
      const hashed = hashModule(module, createMeter(createControl(), null));
      expect(hashed).toMatchObject({
        dir: { sum: Sum },
        zip: { sum: Sum, damage: null },
        goMod: GoModSum,
        ziphash: Sum,
      });
      const alone = hashModule({ ...module, dir: join(work, 'none') }, createMeter(createControl(), null));
      expect(alone).toMatchObject({ dir: null, zip: { sum: Sum } });
    }),
    { numRuns: 15 },
  );
});

function write(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  }
}

/** Without names that are a directory of others, or the same in another case: no file system, or Go, takes them. */
function prefixFree(files: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(files).map((file) => file.toLowerCase());
  return Object.fromEntries(
    Object.entries(files).filter(
      ([file], index) =>
        names.indexOf(file.toLowerCase()) === index &&
        !names.some((other) => other.startsWith(`${file.toLowerCase()}/`)),
    ),
  );
}
