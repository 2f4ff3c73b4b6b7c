import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GoMod, GoModReplace, GoWork, VersionLine } from '../../src/domain/declared.ts';
import { formatProblem, InputError } from '../../src/domain/errors.ts';
import { parseGoMod } from '../../src/domain/go-mod.ts';
import { parseGoWork } from '../../src/domain/go-work.ts';
import { GO_MODS, GO_WORKS, REFUSED_LATER } from './go-mod-texts.ts';
import { type GoAnswer, hasGo, inDirectory, realGo } from './real-go.ts';

interface ModuleJson {
  readonly Path: string;
  readonly Version?: string;
  readonly Indirect?: boolean;
}

interface FileJson {
  readonly Module?: ModuleJson;
  readonly Go?: string;
  readonly Toolchain?: string;
  readonly Require?: readonly ModuleJson[] | null;
  readonly Replace?: readonly { readonly Old: ModuleJson; readonly New: ModuleJson }[] | null;
  readonly Tool?: readonly { readonly Path: string }[] | null;
  readonly Use?: readonly { readonly DiskPath: string }[] | null;
}

test.skipIf(!hasGo).each(Object.entries(GO_MODS))('go.mod with %s: as Go reads it', (_, text) => {
  inDirectory({ 'go.mod': text }, (dir) => {
    const ours = verdict(() => modJson(parseGoMod(text, 'go.mod')));
    expect(ours).toEqual(goVerdict(dir, realGo(dir, ['mod', 'edit', '-json']), goModJson));
  });
});

test.skipIf(!hasGo).each(Object.entries(GO_WORKS))('go.work with %s: as Go reads it', (_, text) => {
  inDirectory({ 'go.work': text }, (dir) => {
    const ours = verdict(() => workJson(parseGoWork(text, 'go.work')));
    expect(ours).toEqual(goVerdict(dir, realGo(dir, ['work', 'edit', '-json', 'go.work']), goWorkJson));
  });
});

test.skipIf(!hasGo).each(Object.entries(REFUSED_LATER))(
  '%s: Go reads it, then refuses to build',
  (_, text) => {
    inDirectory({ 'go.mod': text, 'a.go': 'package a\n' }, (dir) => {
      expect(realGo(dir, ['mod', 'edit', '-json']).exitCode).toBe(0);
      expect(realGo(dir, ['build', './...']).exitCode).toBe(1);
      expect(() => parseGoMod(text, 'go.mod')).toThrow(InputError);
    });
  },
);

/** What was read, or every problem as `file:line: message`. */
function verdict(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(formatProblem);
  }
}

function goVerdict(
  dir: string,
  { exitCode, stdout, stderr }: GoAnswer,
  shape: (json: FileJson) => unknown,
): unknown {
  if (exitCode === 0) return shape(JSON.parse(stdout));
  const lines = stderr
    .replaceAll(join(dir, '/'), '')
    // Our problems are one line each, name no columns, and tell the block's start by its line.
    .replaceAll('\n\t or', ' or')
    .replace(/started at go\.\w+:(\d+):\d+/, 'started at line $1')
    .replace(
      /unexpected input character '(.*)'/,
      (_, quoted: string) => `unexpected input character ${codePoint(quoted)}`,
    )
    .replaceAll(/^(go\.\w+:\d+):\d+:/gm, '$1:')
    .trimEnd()
    .split('\n');
  return lines.filter((line) => !/^(?:go: )?errors parsing/.test(line));
}

function codePoint(quoted: string): string {
  const character: string = JSON.parse(`"${quoted.replace('\\x', '\\u00')}"`);
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function goModJson({ Module, Go, Toolchain, Require, Replace, Tool }: FileJson): unknown {
  return {
    module: Module?.Path || null,
    go: Go ?? null,
    toolchain: Toolchain?.replace(/^go/, '') ?? null,
    require: (Require ?? []).map(({ Path, Version, Indirect }) => [Path, Version, Indirect ?? false]),
    replace: goReplacements(Replace),
    tool: (Tool ?? []).map(({ Path }) => Path),
  };
}

function modJson({ module, go, toolchain, require, replace, tool }: GoMod): unknown {
  return {
    module,
    go: versionOf(go),
    toolchain: versionOf(toolchain),
    require: require.map(({ path, version, indirect }) => [path, version, indirect]),
    replace: replacements(replace),
    tool: tool.map(({ path }) => path),
  };
}

function goWorkJson({ Go, Use, Replace }: FileJson): unknown {
  // `go work edit -json` leaves Toolchain out.
  return {
    go: Go ?? null,
    use: (Use ?? []).map(({ DiskPath }) => DiskPath),
    replace: goReplacements(Replace),
  };
}

function workJson({ go, use, replace }: GoWork): unknown {
  return { go: versionOf(go), use: use.map(({ dir }) => dir), replace: replacements(replace) };
}

function versionOf(line: VersionLine | null): string | null {
  return line?.version ?? null;
}

function goReplacements(replace: FileJson['Replace']): unknown {
  return (replace ?? []).map(({ Old, New }) => [
    Old.Path,
    Old.Version ?? null,
    New.Path,
    New.Version ?? null,
  ]);
}

function replacements(replace: readonly GoModReplace[]): unknown {
  return replace.map(({ path, version, newPath, newVersion }) => [path, version, newPath, newVersion]);
}
