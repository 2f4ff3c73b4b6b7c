import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tools } from '../../../src/dimensions/tools/tools.ts';
import { CollectError } from '../../../src/domain/errors.ts';
import type { FactMap } from '../../../src/domain/facts.ts';
import { isToolKey } from '../../../src/domain/tool-fact.ts';
import { createHost } from '../../../src/host/create-host.ts';
import { BIN, go, hostWith, laboratory, removeLaboratory, script, write } from './real-tools.ts';
import { SILENT } from './silent-tracer.ts';
import { declare, GO_MOD, PROJECT } from './tool-texts.ts';

const SUM = 'h1:BgcpHewrV5AUp2G9MebG4XPFI1E2W41zU1SaqVA9vJY=';
const LOCAL = go(laboratory, ['env', 'GOVERSION']).trim();
const DECLARED = declare({
  goMod: 'module example.com/shop\n\ngo 1.26\n\ntool example.com/gen/cmd/shopgen\n',
  tools: { shim: '1.0', directory: '1.0', dangling: '1.0' },
});

beforeAll(() => {
  go(laboratory, ['install', 'golang.org/x/tools/cmd/goimports@v0.30.0']);
  const module = join(laboratory, 'shopgen');
  write(join(module, 'go.mod'), 'module example.com/gen\n\ngo 1.21\n');
  write(join(module, 'main.go'), 'package main\n\nfunc main() {}\n');
  go(module, ['build', '-buildvcs=false', '-ldflags=-s -w', '-o', join(BIN, 'shopgen'), '.']);
  go(module, ['build', '-buildvcs=false', '-o', join(BIN, 'goose'), '.'], { GOTOOLCHAIN: 'go1.25.4' });
  script(join(BIN, 'shim'), `#!/bin/sh\ntouch ${laboratory}/it-was-run\n`);
  mkdirSync(join(BIN, 'directory'));
  symlinkSync('/nowhere', join(BIN, 'dangling'));
  symlinkSync('goimports', join(BIN, 'revive'));
  script(join(laboratory, 'later', 'revive'), '#!/bin/sh\n');
}, 120_000);
afterAll(removeLaboratory);

test('tools are told by their binaries: the first of each in PATH, and none is run', async () => {
  const host = hostWith([BIN, join(laboratory, 'later')]);
  const facts = await tools.collect(host, PROJECT, DECLARED);
  const sdk = join(go(laboratory, ['env', 'GOROOT']).trim(), 'bin');
  const toolsOnly = (map: FactMap) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => isToolKey(key) || key === 'go version'));
  expect({ ...facts, portable: toolsOnly(facts.portable), local: toolsOnly(facts.local) }).toEqual({
    portable: {
      gofmt: `${LOCAL} ${LOCAL}`,
      goimports: `v0.30.0 ${LOCAL} ${SUM}`,
      goose: '- go1.25.4',
      revive: `v0.30.0 ${LOCAL} ${SUM}`,
      shim: '- -',
      shopgen: `- ${LOCAL}`,
    },
    local: {
      'go version': LOCAL,
      gofmt: join(sdk, 'gofmt'),
      goimports: join(BIN, 'goimports'),
      goose: join(BIN, 'goose'),
      revive: join(BIN, 'revive'),
      shim: join(BIN, 'shim'),
      shopgen: join(BIN, 'shopgen'),
    },
    origins: {
      gofmt: sdk,
      goimports: '~/go/bin',
      goose: '~/go/bin',
      revive: '~/go/bin',
      shim: '~/go/bin',
      shopgen: '~/go/bin',
    },
  });
  expect(facts.portable).toMatchObject({
    'goimports module': 'golang.org/x/tools',
    'shopgen module': 'example.com/gen',
    'shopgen build': expect.stringMatching(/^DefaultGODEBUG=\S+$/),
  });
  expect(facts.local).toMatchObject({
    'goimports package': 'golang.org/x/tools golang.org/x/tools/cmd/goimports',
    'goimports golang.org/x/tools': 'v0.30.0',
    'shopgen CGO_ENABLED': expect.stringMatching(/^[01]$/),
  });
  expect(Object.keys(facts.portable).filter((key) => /^gofmt |CGO_ENABLED/.test(key))).toEqual([]);
  expect(host.stat(join(laboratory, 'it-was-run'))).toBe(null);
  const findings = tools.compare(tools.expect(DECLARED, PROJECT), facts, null);
  expect(findings.map(({ key, kind, severity }) => `${severity} ${key} ${kind}`)).toEqual([
    'warning directory missing',
    'warning dangling missing',
    'warning goose behind',
    'info shim mismatch',
  ]);
  expect(findings[2]?.location).toEqual({ file: GO_MOD, line: 3 });
});

test('without Go nothing can be told', async () => {
  const host = createHost({
    env: { PATH: BIN, HOME: laboratory },
    projectDir: laboratory,
    online: false,
    timeoutMs: 10_000,
    tracer: SILENT,
  });
  const failure = await tools.collect(host, PROJECT, DECLARED).catch((cause: unknown) => cause);
  expect(failure).toBeInstanceOf(CollectError);
  expect(failure).toMatchObject({ reason: 'go_missing' });
});
