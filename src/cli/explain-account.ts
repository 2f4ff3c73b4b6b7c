import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Declared, VersionDeclaration, VersionLine } from '../domain/declared.ts';
import { declaredDifference } from '../domain/declared-difference.ts';
import { CollectError } from '../domain/errors.ts';
import type { Location } from '../domain/finding.ts';
import { compareGoVersions, fromToolchain, isOnlyLanguage } from '../domain/go-version.ts';
import { runningVersion } from '../domain/go-version-output.ts';
import type { Project } from '../domain/project.ts';
import {
  canVerifyToolchains,
  chooseToolchain,
  selectsToolchain,
  type ToolchainChoice,
} from '../domain/toolchain-choice.ts';
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

/**
 * How Go's own selection comes to what runs here, and what it would come to otherwise. What runs is what Go answers; the steps
 * explain it. Throws as `Go.local`.
 */
export async function accountFor(host: Host, project: Project, declared: Declared): Promise<Account> {
  const local = await host.go.local();
  const { mode, lines, modulesOff } = await host.go.selectionInputs();
  const env = await host.go.env();
  const selects = selectsToolchain(local.version);
  const choose = (GOTOOLCHAIN: string) =>
    chooseToolchain({ GOTOOLCHAIN, local: local.version, ...lines, modulesOff });
  const whereIs = (choice: Pick<ToolchainChoice, 'toolchain' | 'mayDownload'>): Whereabouts | null => {
    const { toolchain } = choice;
    if (toolchain === null) return null;
    if (toolchain === local.version || host.which(toolchain).length > 0) return 'PATH';
    const canVerify = canVerifyToolchains({ GOSUMDB: env.GOSUMDB, GOPROXY: env.GOPROXY });
    const cached = `golang.org/toolchain@v0.0.1-${toolchain}.${local.goos}-${local.goarch}`;
    if (choice.mayDownload && canVerify && existsSync(join(env.GOMODCACHE ?? '', cached)))
      return 'module cache';
    const isRelease = !isOnlyLanguage(fromToolchain(toolchain));
    return choice.mayDownload && isRelease && canVerify && env.GOPROXY !== 'off' ? 'download' : 'missing';
  };
  const chosen = choose(mode.value);
  const exact = declared.versions.find(({ kind }) => kind !== 'go') ?? null;
  const setting: Step = {
    step: 'GOTOOLCHAIN',
    value: mode.value,
    origin: mode.origin,
    ...settingLocation(mode.origin, env.GOROOT ?? '', host),
    effect: chosen.toolchain === null ? 'invalid' : 'decides',
    toolchain:
      chosen.toolchain === null ? null : choose(mode.value.replace(/\+.*|^(auto|path)$/, '')).toolchain,
  };
  return {
    steps: [
      {
        step: 'sdk',
        value: local.version,
        origin: local.chosenBy ?? local.path,
        ...NOWHERE,
        effect: 'starts',
        toolchain: local.version,
      },
      ...(selects ? [setting] : []),
      ...versionLines(project, declared).map((line) =>
        lineStep(line, {
          selects,
          chosen,
          decisive: project.goWorkFile === null ? 'go.mod' : 'go.work',
          switches: selects && /auto|path/.test(mode.value) && !modulesOff,
        }),
      ),
    ],
    from: whereIs(await whatRuns(host, chosen)),
    alternatives: (selects ? alternativesFor(mode.value, exact) : []).map(
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

/** The toolchain that runs by Go's own answer; where it has none, the one that the rules choose. */
async function whatRuns(
  host: Host,
  chosen: ToolchainChoice,
): Promise<Pick<ToolchainChoice, 'toolchain' | 'mayDownload'>> {
  try {
    const selection = await host.go.selection();
    if (selection.state === 'refused')
      return { ...chosen, toolchain: selection.toolchain ?? chosen.toolchain };
    const { toolchain, version } = selection;
    return { toolchain: toolchain === 'local' ? version : toolchain, mayDownload: true };
  } catch (cause) {
    if (cause instanceof CollectError && cause.reason === 'offline') return chosen;
    throw cause;
  }
}

/** The `go` and `toolchain` lines of both files, those that have no say too. */
function versionLines(
  { goWorkFile, goModFile }: Project,
  { goWork, goMod }: Declared,
): readonly VersionDeclaration[] {
  const of = (
    source: 'go.work' | 'go.mod',
    file: string | null,
    kind: 'go' | 'toolchain',
    line: VersionLine | null | undefined,
  ): VersionDeclaration[] =>
    file === null || line == null || line.version === 'default'
      ? []
      : [{ source, kind, version: line.version, location: { file, line: line.line } }];
  return [
    ...of('go.work', goWorkFile, 'toolchain', goWork?.toolchain),
    ...of('go.mod', goModFile, 'toolchain', goMod?.toolchain),
    ...of('go.work', goWorkFile, 'go', goWork?.go),
    ...of('go.mod', goModFile, 'go', goMod?.go),
  ];
}

const NOWHERE = { file: null, line: null } as const;

function lineStep(
  { kind, version, source, location }: VersionDeclaration,
  {
    chosen,
    decisive,
    selects,
    switches,
  }: {
    readonly chosen: ToolchainChoice;
    readonly decisive: string;
    readonly selects: boolean;
    readonly switches: boolean;
  },
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
          : !selects && step === 'toolchain'
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
