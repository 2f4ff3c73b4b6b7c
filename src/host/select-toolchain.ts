import { basename } from 'node:path';
import { CollectError } from '../domain/errors.ts';
import { fromToolchain, isOnlyLanguage } from '../domain/go-version.ts';
import { canVerifyToolchains, chooseToolchain, type ToolchainChoice } from '../domain/toolchain-choice.ts';
import { unsetSetting } from '../domain/unset-setting.ts';
import type { GoIdentity, GoSelection, GoSetting, SelectionInputs } from './go.ts';
import type { RunResult } from './host.ts';
import { parseToolchainTrace, type ToolchainTrace } from './toolchain-trace.ts';

export interface SelectionAnswers {
  /** The SDK in PATH. */
  readonly local: GoIdentity;
  readonly inputs: SelectionInputs;
  /** What `go version` said with GOTOOLCHAIN as it is, offline. */
  readonly asIs: RunResult;
  /** Of `asIs` where it succeeded. */
  readonly said: GoIdentity | null;
  /** A setting before Go's defaults. */
  readonly configured: (key: string) => GoSetting | null;
}

/** A selected toolchain that could not run without the network. */
export interface NotHere {
  readonly state: 'not_here';
  readonly toolchain: string;
  readonly selectedBy: string | null;
  /** One line. */
  readonly message: string;
}

/**
 * What Go's selection comes to, from its two answers: the SDK in PATH with GOTOOLCHAIN=local, and what `go version` says as it
 * is. The rules of selection only name the reason, which Go before 1.24 does not say. Pure.
 */
export function selectToolchain(answers: SelectionAnswers): GoSelection | NotHere {
  const { local, inputs, asIs, said } = answers;
  const trace = parseToolchainTrace(asIs.stderr);
  const choice = chooseToolchain({
    ...inputs.lines,
    ...inputs,
    GOTOOLCHAIN: inputs.mode.value,
    local: local.version,
  });
  const selectedBy = trace.requiredBy ?? reasonOf(choice, inputs);
  if (said !== null) {
    const switched = trace.using !== null || said.version !== local.version;
    return {
      ...said,
      state: 'running',
      toolchain: switched ? (trace.using ?? nameOf(choice, said)) : 'local',
      present: true,
      selectedBy: switched ? selectedBy : null,
    };
  }
  const toolchain = trace.selected;
  if (toolchain === null || trace.missing === null)
    return { state: 'refused', toolchain, selectedBy, ...refusal(trace, answers) };
  const why = unobtainable(toolchain, trace, answers);
  if (why !== null) return { state: 'refused', toolchain, selectedBy, ...why };
  const asked = `${toolchain} is selected${selectedBy === null ? '' : ` (${selectedBy})`}`;
  const message =
    trace.missing === 'absent'
      ? `${asked} but not on this machine`
      : `${asked} and in the module cache, but Go cannot verify its checksum without the network`;
  return { state: 'not_here', toolchain, selectedBy, message };
}

/** The name with which later commands select it: a custom toolchain's name may say more than its version. */
function nameOf({ toolchain }: ToolchainChoice, said: GoIdentity): string {
  const version = said.version.split(' ', 1)[0] ?? '';
  return toolchain !== null && fromToolchain(toolchain) === fromToolchain(version) ? toolchain : version;
}

/** In the words of Go's own trace. */
function reasonOf({ raisedBy, toolchain }: ToolchainChoice, { mode, lines }: SelectionInputs): string | null {
  if (raisedBy !== null && lines.file !== null) return `${raisedBy} line in ${basename(lines.file)}`;
  return toolchain !== null && mode.value.startsWith('go') ? `GOTOOLCHAIN=${mode.value}` : null;
}

type Why = { readonly message: string; readonly fix: string | null };

/** Why no network would help; null where it would. */
function unobtainable(
  toolchain: string,
  { error }: ToolchainTrace,
  { local, inputs, configured }: SelectionAnswers,
): Why | null {
  const version = fromToolchain(toolchain);
  if (isOnlyLanguage(version)) {
    const command = inputs.lines.file?.endsWith('go.work') === true ? 'go work edit' : 'go mod edit';
    return {
      message: `${toolchain} is not a toolchain: ${local.version} looks for it because of the line \`go ${version}\`, and Go since 1.21.11 looks for ${toolchain}.0`,
      fix: `GOTOOLCHAIN=local ${command} -toolchain=${toolchain}.0`,
    };
  }
  const proxy = configured('GOPROXY');
  if (proxy?.value === 'off')
    return {
      message: `${toolchain} is not on this machine, and GOPROXY=off (${proxy.origin}) keeps Go from downloading it: ${error}`,
      fix: unsetLocally('GOPROXY', configured),
    };
  const sumdb = configured('GOSUMDB');
  if (sumdb !== null && !canVerifyToolchains({ GOSUMDB: sumdb.value, GOPROXY: proxy?.value }))
    return {
      message: `${toolchain} is not on this machine, and GOSUMDB=off (${sumdb.origin}) keeps Go from downloading it: Go verifies every toolchain by the checksum database`,
      fix: unsetLocally('GOSUMDB', configured),
    };
  return null;
}

/** `go env -u` would switch first, to the toolchain that cannot be had. */
function unsetLocally(name: string, configured: SelectionAnswers['configured']): string | null {
  const fix = unsetSetting(name, configured(name)?.origin);
  return fix?.startsWith('go env') === true ? `GOTOOLCHAIN=local ${fix}` : fix;
}

function refusal(
  { error, selected }: ToolchainTrace,
  { inputs: { mode }, configured }: SelectionAnswers,
): Why {
  const message = error === '' ? 'go version failed without a message' : error;
  if (/invalid GOTOOLCHAIN/.test(error)) return { message, fix: unsetSetting('GOTOOLCHAIN', mode.origin) };
  if (/in PATH$/.test(error) && selected !== null)
    return { message, fix: `export GOTOOLCHAIN=auto  # or put ${selected} into PATH` };
  if (/GOSUMDB=off/.test(error)) return { message, fix: unsetLocally('GOSUMDB', configured) };
  // Since 1.21.11: `invalid toolchain: go1.25 is a language version but not a toolchain version (go1.25.x)`.
  const language = /(go\d+\.\d+) is a language version/.exec(error)?.[1];
  if (language !== undefined) {
    const assignment = `GOTOOLCHAIN=${language}.0`;
    const inFile = /:\d+$/.test(mode.origin);
    return { message, fix: inFile ? `GOTOOLCHAIN=local go env -w ${assignment}` : `export ${assignment}` };
  }
  return { message, fix: null };
}

/** Says that a toolchain that is not here cannot be told without the network. */
export function offlineError({ toolchain, message }: NotHere): CollectError {
  return new CollectError('offline', message, {
    fix: `godrift check --online  # or download it: GOTOOLCHAIN=${toolchain} go version`,
  });
}
