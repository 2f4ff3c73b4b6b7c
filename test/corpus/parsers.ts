import { parseHostConfig } from '../../src/config/host-config.ts';
import { parseHostEnvFile } from '../../src/config/host-env-file.ts';
import { parseProjectConfig } from '../../src/config/project-config.ts';
import { parseBuildList } from '../../src/dimensions/modules/build-list.ts';
import { parseMismatch } from '../../src/dimensions/modules/checksum-mismatch.ts';
import { parseModuleValue } from '../../src/dimensions/modules/module-value.ts';
import { parseVendorModules } from '../../src/dimensions/modules/vendor-modules.ts';
import { parseBuildInfo } from '../../src/dimensions/tools/parse-build-info.ts';
import { parseDuration } from '../../src/domain/duration.ts';
import { parseGoFlags } from '../../src/domain/go-flags.ts';
import { parseGoMod } from '../../src/domain/go-mod.ts';
import { parseGoSums } from '../../src/domain/go-sum.ts';
import { parseGoVersion } from '../../src/domain/go-version.ts';
import { parseGoVersionOutput } from '../../src/domain/go-version-output.ts';
import { parseGoWork } from '../../src/domain/go-work.ts';
import { parseModuleVersion } from '../../src/domain/module-version.ts';
import { readSnapshot } from '../../src/domain/snapshot-text.ts';
import { parseToolFact } from '../../src/domain/tool-fact.ts';
import { goVersionFile } from '../../src/domain/version-files/go-version-file.ts';
import { miseToml } from '../../src/domain/version-files/mise-toml.ts';
import { toolVersions } from '../../src/domain/version-files/tool-versions.ts';
import { parseEnvFile } from '../../src/host/go-settings.ts';
import { parseProcessList } from '../../src/host/process-tree.ts';
import { parseToolchainTrace } from '../../src/host/toolchain-trace.ts';
import { parseHistory } from '../../src/rollback/cache/history.ts';
import { parseEntry } from '../../src/store/audit-entry.ts';
import { parseDeploymentFileName, readDeploymentText } from '../../src/store/deployment-file.ts';
import { parseUntil } from '../../src/store/parse-until.ts';

export interface Parser {
  readonly parse: (text: string) => unknown;
  /** Pieces of its language: random texts of them get further into it than random characters. */
  readonly pieces: readonly string[];
}

const GO_MOD = [
  'module',
  'go',
  'toolchain',
  'require',
  'replace',
  'use',
  '(',
  ')',
  '=>',
  '//',
  ' // indirect',
  'a.b/c',
  'v1.2.3',
  '"',
  '`',
  '\\x41',
];
const YAML = [
  'project',
  'go',
  'env',
  'expect',
  'tools',
  'projects',
  'roots',
  ': ',
  '- ',
  '&a',
  '*a',
  '<<',
  '!!',
  '|',
  '>',
  '? ',
  '{',
  '}',
  '[',
  ']',
  '  ',
];
const SNAPSHOT = [
  '#SNAPSHOT v1 2026-11-23T12:00:00.000Z',
  '# deployment: 7',
  'a',
  'b',
  '=',
  '\\=',
  '\\n',
  '\\',
];

/** Everything that reads text which someone else wrote, by the folder of its corpus. */
export const PARSERS: Readonly<Record<string, Parser>> = {
  'audit-entry': { parse: parseEntry, pieces: ['{', '}', '"seq"', ':1', ',', '"id"', 'null', '"prev"'] },
  'build-info': {
    parse: (text) => parseBuildInfo(text, ['/bin/a']),
    pieces: ['/bin/a: go1.26.8', '\tpath', '\tmod', '\tdep', '\tbuild', '\t', 'v1.2.3', 'h1:x='],
  },
  'build-list': { parse: parseBuildList, pieces: ['a.b/c', 'v1.2.3', 'main', 'indirect', '=>', '\t'] },
  'checksum-mismatch': {
    parse: (text) => parseMismatch('checksum a.b/c', text),
    pieces: ['v1.2.3', 'h1:x=', ' ', '7'],
  },
  'deployment-name': {
    parse: parseDeploymentFileName,
    pieces: ['2026-11-23T', '12-00-00.000Z', '-', '.snap', '99'],
  },
  deployment: { parse: (text) => readDeploymentText(Buffer.from(text), 'f'), pieces: SNAPSHOT },
  duration: { parse: parseDuration, pieces: ['1', '0', '.', 'ms', 's', 'm', 'h', 'e', '-'] },
  'go-env': { parse: parseEnvFile, pieces: ['GOFLAGS', 'GOCACHE', '=', '#', 'a'] },
  'go-flags': { parse: parseGoFlags, pieces: ['-mod', '=', "'", '"', ' ', '--', 'a'] },
  'go-mod': { parse: (text) => parseGoMod(text, 'go.mod'), pieces: GO_MOD },
  'go-sum': {
    parse: (text) => parseGoSums([{ file: 'go.sum', text }]),
    pieces: ['a.b/c', 'v1.2.3', '/go.mod', 'h1:x=', ' '],
  },
  'go-version': { parse: parseGoVersion, pieces: ['1', '0', '.', 'rc', 'beta', '-'] },
  'go-version-file': {
    parse: (text) => goVersionFile(text, 'f'),
    pieces: ['1.22', 'go', 'v', '#', '.', 'system'],
  },
  'go-version-output': {
    parse: parseGoVersionOutput,
    pieces: ['go version ', 'go1.26.8', ' X:', 'linux/amd64', 'devel ', '-'],
  },
  'go-work': { parse: (text) => parseGoWork(text, 'go.work'), pieces: GO_MOD },
  history: {
    parse: parseHistory,
    pieces: ['{', '}', '[', ']', '"roots"', '"retired"', ':', ',', '"/a"', '1', 'null'],
  },
  'host-config': { parse: (text) => parseHostConfig(text, 'f'), pieces: YAML },
  'host-env-file': {
    parse: (text) => parseHostEnvFile(text, 'f'),
    pieces: ['export ', 'A', '=', '"', "'", '#', ...SNAPSHOT],
  },
  'mise-toml': {
    parse: (text) => miseToml(text, 'f', { platform: 'linux', arch: 'x64' }),
    pieces: ['[tools]', 'go', ' = ', '"1.22"', '{', '}', '[', ']', '.', "'''", '__proto__'],
  },
  'module-value': { parse: parseModuleValue, pieces: ['v1.2.3', ' => ', ' h1:x=', ' go.mod:h1:y=', 'a.b/c'] },
  'module-version': {
    parse: parseModuleVersion,
    pieces: ['v', '1', '0', '.', '-', '+', 'rc', 'incompatible', '20261123120000', 'abcdefabcdef'],
  },
  'process-list': { parse: parseProcessList, pieces: ['1', ' ', 'bash', '(', ')', '-'] },
  'project-config': { parse: (text) => parseProjectConfig(text, 'f'), pieces: YAML },
  snapshot: { parse: (text) => readSnapshot(text, 'f'), pieces: SNAPSHOT },
  'tool-fact': { parse: parseToolFact, pieces: ['v1.2.3', ' ', '-', 'go1.26.8', 'h1:x='] },
  'tool-versions': {
    parse: (text) => toolVersions(text, 'f'),
    pieces: ['golang', 'go', ' ', '1.22', '#', 'ref:', 'path:'],
  },
  'toolchain-trace': {
    parse: parseToolchainTrace,
    pieces: [
      'go: ',
      'using ',
      'upgrading toolchain to ',
      'go1.25.4',
      ' (required by ',
      '; upgrade allowed',
      'default toolchain set to ',
      ' from GOTOOLCHAIN=',
      ' toolchain from cache',
    ],
  },
  until: { parse: parseUntil, pieces: ['2026', '-', '12', '31', 'T', '23', ':', '59', 'Z', '+', '.'] },
  'vendor-modules': {
    parse: (text) => parseVendorModules(text, 'f'),
    pieces: ['# ', '## ', 'explicit', '; ', 'go 1.20', 'workspace', 'a.b/c', ' v1.2.3', ' => '],
  },
};
