/** One module of the build list, as far as hosts can share it. */
export interface ModuleValue {
  readonly version: string;
  /** `path version`, or a directory as seen from the project; null where the module is not replaced. */
  readonly replacement: string | null;
  /** Of the module, and of its go.mod alone; null where go.sum has none. */
  readonly sum: string | null;
  readonly goModSum: string | null;
}

export const MAIN_MODULE = 'main';

/** `<version> [=> <replacement>] [<sum>] [go.mod:<sum>]` */
export function formatModuleValue({ version, replacement, sum, goModSum }: ModuleValue): string {
  return [
    version,
    ...(replacement === null ? [] : ['=>', replacement]),
    ...(sum === null ? [] : [sum]),
    ...(goModSum === null ? [] : [`go.mod:${goModSum}`]),
  ].join(' ');
}

/** The reverse of `formatModuleValue`; what it cannot read becomes the version. */
export function parseModuleValue(text: string): ModuleValue {
  const match = /^(\S+)(?: => (.+?))?(?: (h1:\S+))?(?: go\.mod:(h1:\S+))?$/.exec(text);
  return {
    version: match?.[1] ?? text,
    replacement: match?.[2] ?? null,
    sum: match?.[3] ?? null,
    goModSum: match?.[4] ?? null,
  };
}
