/** `main.version`, `…/internal/version.Version`, `…/cmd.BuildVersion`: what release builds set. */
const VARIABLE = /(?:^|[./])(?:app|build|cli|git|release|tool)?version$/i;
const RELEASE = /^v?(\d+\.\d+(?:\.\d+)?(?:[-+~][\w.+~-]+)?)$/;
/** The number of a package of Debian, Ubuntu, Alpine or RPM: its own build of a release. */
const REVISION = /[-~](?:\d+|r\d+|ds\d*)(?:ubuntu[\w.~]*|[+~][\w.+~]*)?$/;

/**
 * The version that `-X` in a build's -ldflags sets, with its `v`: of `main` before another package, the last one of a
 * variable, as the linker takes it. Null where there is none. Quotes are those of cmd/internal/quoted.
 */
export function ldflagsVersion(ldflags: string): string | null {
  // A pattern of packages may stand before the flags: `all=-X …`.
  const words = (ldflags.replace(/^[^-'"\s]*=/, '').match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []).map((word) =>
    word.replace(/^(['"])(.*)\1$/s, '$2'),
  );
  const assigned = new Map(
    words
      .map((word, at) =>
        /^--?X$/.test(word) ? (words[at + 1] ?? '') : (/^--?X=(.*)$/s.exec(word)?.[1] ?? ''),
      )
      .map((assignment) => /^([^=]+)=(.*)$/s.exec(assignment))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name, value] as const),
  );
  const versions = [...assigned].flatMap(([name, value]) => {
    const version = VARIABLE.test(name) ? RELEASE.exec(value)?.[1] : undefined;
    return version === undefined ? [] : [{ isMain: name.startsWith('main.'), version }];
  });
  const found = versions.find(({ isMain }) => isMain) ?? versions[0];
  return found === undefined ? null : `v${released(found.version)}`;
}

/** A packager's own revision is none of the tool's version: `2.4.0-1ubuntu2`, `2.4.0~ds1-1`. */
function released(version: string): string {
  const stripped = version.replace(REVISION, '');
  return /^\d+\.\d+(?:\.\d+)?$/.test(stripped) ? stripped : version.replace(/~/g, '-');
}
