import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Declared, VersionDeclaration } from '../domain/declared.ts';
import { declaredDifference } from '../domain/declared-difference.ts';
import type { Location } from '../domain/finding.ts';
import { compareGoVersions, fromToolchain } from '../domain/go-version.ts';
import { runningVersion } from '../domain/go-version-output.ts';
import type { Project } from '../domain/project.ts';
import { chooseToolchain, type ToolchainChoice } from '../domain/toolchain-choice.ts';
import { parseEnvFile } from '../host/go-settings.ts';
import type { Host } from '../host/host.ts';

/** Where a toolchain is on this machine. */
export type Whereabouts = 'PATH' | 'module cache' | 'download' | 'missing';

/** One thing that Go's selection went by. */
export interface Step {
  readonly step: 'sdk' | 'GOTOOLCHAIN' | 'toolchain' | 'go';
  readonly value: string;
  readonly origin: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly effect: 'starts' | 'decides' | 'raises' | 'met' | 'ignored' | 'refused' | 'overruled' | 'invalid';
  /** What the selection is after this step. */
  readonly toolchain: string | null;
}

export interface Alternative {
  readonly GOTOOLCHAIN: string;
  readonly reason: 'ci' | 'auto' | 'path' | 'declared';
  /** Who asks for it. */
  readonly source: string | null;
  readonly toolchain: string | null;
  readonly from: Whereabouts | null;
  readonly refused: string | null;
  /** The most exact declaration, where this would not meet it. */
  readonly unmet: { readonly version: string; readonly source: string } | null;
}

export interface Account {
  readonly steps: readonly Step[];
  readonly from: Whereabouts | null;
  readonly alternatives: readonly Alternative[];
}

/** How Go's own selection comes to what runs here, and what it would come to otherwise. Throws as `Go.local`. */
export async function accountFor(host: Host, project: Project, declared: Declared): Promise<Account> {
  const local = await host.go.local();
  const setting = await host.go.setting('GOTOOLCHAIN');
  const env = await host.go.env();
  const file = project.goWorkFile === null ? declared.goMod : declared.goWork;
  const lines = { go: file?.go?.version ?? null, toolchain: toolchainName(file?.toolchain?.version) };
  const modulesOff = (host.go.configured('GO111MODULE')?.value ?? '') === 'off';
  const choose = (GOTOOLCHAIN: string) =>
    chooseToolchain({ GOTOOLCHAIN, local: local.version, ...lines, modulesOff });
  const whereIs = (choice: ToolchainChoice): Whereabouts | null => {
    const { toolchain } = choice;
    if (toolchain === null) return null;
    if (toolchain === local.version || host.which(toolchain).length > 0) return 'PATH';
    const cached = `golang.org/toolchain@v0.0.1-${toolchain}.${local.goos}-${local.goarch}`;
    if (existsSync(join(env.GOMODCACHE ?? '', cached))) return 'module cache';
    return choice.mayDownload && env.GOPROXY !== 'off' ? 'download' : 'missing';
  };
  const chosen = choose(setting.value);
  const decisive = project.goWorkFile === null ? 'go.mod' : 'go.work';
  const exact = declared.versions.find(({ kind }) => kind !== 'go') ?? null;
  const origin = settingLocation(setting.origin, env.GOROOT ?? '', host);
  return {
    steps: [
      {
        step: 'sdk',
        value: local.version,
        origin: local.path,
        ...NOWHERE,
        effect: 'starts',
        toolchain: local.version,
      },
      {
        step: 'GOTOOLCHAIN',
        value: setting.value,
        origin: setting.origin,
        ...origin,
        effect: chosen.toolchain === null ? 'invalid' : 'decides',
        toolchain:
          chosen.toolchain === null
            ? null
            : choose(setting.value.replace(/\+.*|^(auto|path)$/, '')).toolchain,
      },
      ...[...overruledToolchain(project, declared), ...declared.versions]
        .filter(({ kind }) => kind !== 'exact')
        .map((line) =>
          lineStep(line, { chosen, decisive, switches: /auto|path/.test(setting.value) && !modulesOff }),
        ),
    ],
    from: whereIs(chosen),
    alternatives: alternativesFor(setting.value, exact).map(
      ({ GOTOOLCHAIN, reason, source }): Alternative => {
        const choice = choose(GOTOOLCHAIN);
        const version = choice.toolchain === null ? null : runningVersion(choice.toolchain);
        const isMet =
          exact === null || version === null || declaredDifference(exact, version).change === 'none';
        return {
          GOTOOLCHAIN,
          reason,
          source,
          toolchain: choice.toolchain,
          from: whereIs(choice),
          refused: choice.refuses ? lines.go : null,
          unmet: isMet ? null : { version: exact.version, source: exact.source },
        };
      },
    ),
  };
}

const NOWHERE = { file: null, line: null } as const;

function toolchainName(version: string | undefined): string | null {
  if (version === undefined) return null;
  return version === 'default' ? version : `go${version}`;
}

/** The toolchain line of go.mod under a go.work: it declares nothing, which is worth an explanation. */
function overruledToolchain(
  { goModFile, goWorkFile }: Project,
  { goMod }: Declared,
): readonly VersionDeclaration[] {
  const line = goMod?.toolchain;
  if (line == null || goModFile === null || goWorkFile === null) return [];
  const location = { file: goModFile, line: line.line };
  return [{ source: 'go.mod', kind: 'toolchain', version: line.version, location }];
}

function lineStep(
  { kind, version, source, location }: VersionDeclaration,
  {
    chosen,
    decisive,
    switches,
  }: { readonly chosen: ToolchainChoice; readonly decisive: string; readonly switches: boolean },
): Step {
  const { toolchain } = chosen;
  const step = kind === 'go' ? ('go' as const) : ('toolchain' as const);
  const has = toolchain === null ? '' : fromToolchain(toolchain);
  const isShort = compareGoVersions(has, version) < 0;
  const effect =
    source !== decisive
      ? 'overruled'
      : chosen.raisedBy === step
        ? 'raises'
        : isShort && step === 'go'
          ? 'refused'
          : isShort && !switches
            ? 'ignored'
            : 'met';
  return { step, value: version, origin: source, ...location, effect, toolchain };
}

function alternativesFor(
  current: string,
  exact: VersionDeclaration | null,
): readonly Pick<Alternative, 'GOTOOLCHAIN' | 'reason' | 'source'>[] {
  const pinned =
    exact === null || !/^\d+\.\d+(\.\d+|[a-z]+\d+)$/.test(exact.version)
      ? []
      : [{ GOTOOLCHAIN: `go${exact.version}`, reason: 'declared' as const, source: exact.source }];
  return [
    { GOTOOLCHAIN: 'local', reason: 'ci' as const, source: null },
    { GOTOOLCHAIN: 'auto', reason: 'auto' as const, source: null },
    { GOTOOLCHAIN: 'path', reason: 'path' as const, source: null },
    ...pinned,
  ].filter(({ GOTOOLCHAIN, reason }) => reason === 'ci' || GOTOOLCHAIN !== (current || 'local'));
}

/** The file and line behind an origin; nothing for the environment and Go's own defaults. */
function settingLocation(
  origin: string,
  goroot: string,
  host: Pick<Host, 'home' | 'readText'>,
): Location | typeof NOWHERE {
  if (origin === '$GOROOT/go.env') {
    const file = join(goroot, 'go.env');
    const line = parseEnvFile(host.readText(file) ?? '').get('GOTOOLCHAIN')?.line;
    return line === undefined ? NOWHERE : { file, line };
  }
  const [, path = '', line = ''] = /^(.*[/\\].*):(\d+)$/.exec(origin) ?? [];
  return path === '' ? NOWHERE : { file: path.replace(/^~(?=\/)/, host.home), line: Number(line) };
}
