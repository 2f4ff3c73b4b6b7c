import type { Declared } from '../../../src/domain/declared.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { parseGoMod } from '../../../src/domain/go-mod.ts';
import { parseGoWork } from '../../../src/domain/go-work.ts';
import type { Project } from '../../../src/domain/project.ts';

export const GO_MOD = '/src/shop/go.mod';
export const CONFIG = '/src/shop/godrift.yaml';
export const PROJECT: Project = { name: 'shop', dir: '/src/shop', goModFile: GO_MOD, goWorkFile: null };

export interface Texts {
  readonly goMod?: string;
  readonly goWork?: string;
  /** godrift.yaml's tools, each on a line of its own from line 2 on. */
  readonly tools?: Readonly<Record<string, string>>;
}

export function declare({ goMod, goWork, tools = {} }: Texts): Declared {
  const parsed = goMod === undefined ? null : parseGoMod(goMod, GO_MOD);
  const go = parsed?.go ?? null;
  const names = Object.keys(tools);
  return {
    versions:
      go === null
        ? []
        : [{ source: 'go.mod', kind: 'go', version: go.version, location: { file: GO_MOD, line: go.line } }],
    goMod: parsed,
    goWork: goWork === undefined ? null : parseGoWork(goWork, '/src/go.work'),
    config: { env: { required: [], expect: {}, allow: [] }, tools },
    unversioned: [],
    problems: [],
    configLocations: Object.fromEntries(
      names.map((name, at) => [`tools.${name}`, { file: CONFIG, line: at + 2 }]),
    ),
    accepted: [],
  };
}

/** Facts as collected on a host whose PATH has every tool in one directory. */
export function factsOf(portable: Readonly<Record<string, string>>, localGo = 'go1.26.8'): Facts {
  const names = Object.keys(portable);
  return {
    portable,
    local: {
      ...Object.fromEntries(names.map((name) => [name, `/home/ann/go/bin/${name}`])),
      'go version': localGo,
    },
    origins: Object.fromEntries(names.map((name) => [name, '~/go/bin'])),
  };
}

/** A finding that is slight in all that is not given. */
export function slight(finding: Pick<Finding, 'key'> & Partial<Finding>): Finding {
  return {
    dimension: 'tools',
    kind: 'mismatch',
    change: 'none',
    severity: 'info',
    weight: 0.1,
    expected: null,
    actual: null,
    source: 'godrift.yaml',
    origin: '~/go/bin',
    fix: null,
    location: null,
    ...finding,
  };
}
