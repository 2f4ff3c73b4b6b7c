import { join } from 'node:path';
import { nearestName } from '../config/nearest-name.ts';
import type { Declared } from '../domain/declared.ts';
import { CollectError, inputError } from '../domain/errors.ts';
import type { Facts } from '../domain/facts.ts';
import { GO_VARIABLES, variableClass } from '../domain/go-variables.ts';
import { redactVariable } from '../domain/redact.ts';
import { restoreSetting } from '../domain/restore-setting.ts';
import { unsetEverywhere } from '../domain/unset-setting.ts';
import { parseEnvFile, readGoSettings, tilde } from '../host/go-settings.ts';
import type { Host } from '../host/host.ts';
import { en } from './messages/en.ts';

/** One place that a variable can be set in, and what stands there, masked. */
interface Layer {
  readonly origin: string;
  readonly value: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly counts: boolean;
}

/** What one variable is, and every place that has a say in it, the strongest first. Throws InputError for an unknown one. */
export async function explainSetting(
  key: string,
  { local, portable, origins }: Facts,
  declared: Declared,
  host: Host,
) {
  const kind = variableClass(key);
  if (kind === null && !(key in local) && !(key in portable) && !(`refused.${key}` in local)) {
    const meant = nearestName(key, [...GO_VARIABLES, ...Object.keys(local)]);
    throw inputError(
      `${key} is neither a variable that Go knows nor one that godrift.yaml names${meant === null ? '' : `: did you mean ${meant}?`}`,
    );
  }
  const origin = key in local ? (origins[key] ?? 'default') : null;
  const layers = kind === null ? [] : await layersOf(key, origin, host);
  const decisive = layers.find(({ counts }) => counts);
  const { expect, required } = declared.config.env;
  const refused = local[`refused.${key}`] ?? (key === 'GOTOOLCHAIN' ? await refusedToolchain(host) : null);
  return {
    schema: 'godrift.explain/v1',
    key,
    value: local[key] ?? null,
    origin,
    /** Go's own words where it does not start with this value. */
    refused,
    /** What is set and counts for nothing, masked. */
    unused: local[`unused.${key}`] ?? null,
    file: decisive?.file ?? null,
    line: decisive?.line ?? null,
    class: kind ?? ('named' as const),
    meaning: en.explain.meaning[kind ?? 'named'],
    expected: expect[key] ?? null,
    required: required.includes(key),
    layers,
    fix:
      refused !== null
        ? unsetEverywhere(key, origin, origins[`hidden.${key}`])
        : kind === null || expect[key] === undefined || expect[key] === local[key]
          ? null
          : restoreSetting(key, expect[key], origin),
  };
}

async function refusedToolchain(host: Host): Promise<string | null> {
  try {
    const selection = await host.go.selection();
    return selection.state === 'refused' && selection.message.includes('invalid GOTOOLCHAIN')
      ? selection.message
      : null;
  } catch (cause) {
    if (cause instanceof CollectError) return null;
    throw cause;
  }
}

export type SettingReport = Awaited<ReturnType<typeof explainSetting>>;

/** In the order of cmd/go/internal/cfg: the environment, the user's file, the SDK's, Go's own. */
async function layersOf(key: string, origin: string | null, host: Host): Promise<readonly Layer[]> {
  const { GOROOT = '' } = await host.go.env();
  const { file, fileValues } = readGoSettings(host);
  const own = fileValues.get(key);
  const shippedFile = join(GOROOT, 'go.env');
  const shipped = parseEnvFile(host.readText(shippedFile) ?? '').get(key);
  const masked = (value: string | undefined) =>
    value === undefined || value === '' ? null : redactVariable(key, value);
  const layers: readonly (Omit<Layer, 'counts'> & { readonly is: boolean })[] = [
    {
      origin: 'environment',
      value: masked(host.env[key]),
      file: null,
      line: null,
      is: origin === 'environment',
    },
    ...(file === null
      ? []
      : [
          {
            origin: tilde(file, host.home),
            value: masked(own?.value),
            file,
            line: own?.line ?? null,
            is: own !== undefined && origin === `${tilde(file, host.home)}:${own.line}`,
          },
        ]),
    {
      origin: '$GOROOT/go.env',
      value: masked(shipped?.value),
      file: shippedFile,
      line: shipped?.line ?? null,
      is: origin === '$GOROOT/go.env',
    },
  ];
  return layers.map(({ is, ...layer }) => ({ ...layer, counts: is }));
}
