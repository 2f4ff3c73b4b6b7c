import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  baselineHash,
  fingerprintFacts,
  fingerprintNumber,
  fingerprintSnapshot,
  shortFingerprint,
} from '../../src/domain/fingerprint.ts';
import { writeSnapshot } from '../../src/domain/snapshot-text.ts';

const MODULES = { 'golang.org/x/net': 'v0.17.0 h1:abc=', a: 'x\\y\nz', '😀': '1', '\uffee': '2' };
const FACTS = {
  'build_env.CC': 'gcc',
  ...Object.fromEntries(Object.entries(MODULES).map(([key, value]) => [`modules.${key}`, value])),
  'context.ide.pid': '7',
  'go_version.local': 'go1.26.8',
  'go_version.running': 'go1.25.4',
};

describe('fingerprints', () => {
  test('grep and sha256sum over the snapshot print the same', () => {
    const dir = mkdtempSync(join(tmpdir(), 'godrift-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    writeFileSync(join(dir, 'all.snap'), writeSnapshot(FACTS, new Date()));
    const shell = (script: string) =>
      `sha256:${execFileSync('sh', ['-c', script], { cwd: dir, encoding: 'utf8' }).slice(0, 64)}`;
    expect(fingerprintFacts('modules', MODULES)).toBe(shell("grep '^modules\\.' all.snap | sha256sum"));
    expect(fingerprintFacts('tools', {})).toBe(shell("grep '^tools\\.' all.snap | sha256sum"));
    expect(fingerprintFacts('go_version', { local: 'go1.26.8', running: 'go1.25.4' })).toBe(
      shell("grep '^go_version\\.running' all.snap | sha256sum"),
    );
    expect(fingerprintSnapshot(FACTS)).toBe(
      shell("grep -v -e '^#' -e '^context\\.' -e '^go_version\\.local=' all.snap | sha256sum"),
    );
  });

  test('the number is the first 48 bits, the short form the first 12 digits', () => {
    const fingerprint = `sha256:ffffffffffff${'0'.repeat(52)}`;
    expect(fingerprintNumber(fingerprint)).toBe(2 ** 48 - 1);
    expect(shortFingerprint(fingerprint)).toBe('ffffffffffff');
  });

  test('the baseline hash hangs on the last three deployments and their order', () => {
    expect(baselineHash(['sha256:0', 'sha256:1', 'sha256:2', 'sha256:3'])).toBe(
      baselineHash(['sha256:1', 'sha256:2', 'sha256:3']),
    );
    expect(baselineHash(['sha256:1', 'sha256:2'])).not.toBe(baselineHash(['sha256:2', 'sha256:1']));
    // printf 'a\nb' | sha256sum
    expect(baselineHash(['a', 'b'])).toBe(
      'sha256:7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78',
    );
  });
});
