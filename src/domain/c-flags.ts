/** Flags of a C compiler that name output files, load code, or choose another step than preprocessing. */
const WITHHELD =
  /^(?:-$|@|-[cSEvox#]|--?(?:output|compile|assemble|preprocess|language|pipe|config|specs|gcc-toolchain)\b|-save-temps|--save-temps|-M|--(?:user-|write-|write-user-)?dependencies|-d|-f(?:dump|profile|test-coverage|plugin|pass-plugin|auto-profile|modules?|opt-info|save-optimization|crash-diagnostics|diagnostics-(?:format|add-output)|callgraph-info|ada-spec|time-trace|stack-usage|syntax-only)|--coverage|-coverage|-aux-info|-gsplit-dwarf|-B|-wrapper|-iplugindir|-cc1|-X|-W[pla],|--?serialize-diagnostics|-index-|-T|-l|-L|-p$|-pg$|-t$)/;
/** Those of them whose value may be the next word. */
const WITHHELD_WITH_WORD =
  /^(?:-o|-x|-B|-T|-l|-L|-M[FTQJ]|-aux-info|-wrapper|-dumpbase|-dumpbase-ext|-dumpdir|-X(?:clang|preprocessor|assembler|linker|analyzer)|--(?:output|config|specs|language|serialize-diagnostics)|-serialize-diagnostics|-index-store-path)$/;

/** Of the words of CGO_CFLAGS and its kin those with which a compiler may be asked: it then writes no file and loads no code. */
export function harmlessCFlags(words: readonly string[]): readonly string[] {
  return words.filter(
    (word, index) => !WITHHELD.test(word) && !WITHHELD_WITH_WORD.test(words[index - 1] ?? ''),
  );
}

/** What Go adds for the architecture that it builds for (cmd/go/internal/work: gccArchArgs). */
export function archFlags(env: Readonly<Record<string, string>>): readonly string[] {
  const { GOOS, GOARCH = '', GOMIPS = '', GOMIPS64 = '' } = env;
  const floats: Readonly<Record<string, readonly string[]>> = {
    hardfloat: ['-mhard-float'],
    softfloat: ['-msoft-float'],
  };
  const mips = GOMIPS === 'hardfloat' ? ['-mfp32', '-mno-odd-spreg'] : [];
  const flags: Readonly<Record<string, readonly string[]>> = {
    386: ['-m32'],
    amd64: GOOS === 'darwin' ? ['-arch', 'x86_64', '-m64'] : ['-m64'],
    arm64: GOOS === 'darwin' ? ['-arch', 'arm64'] : [],
    arm: ['-marm'],
    s390x: ['-m64', '-march=z196'],
    mips64: ['-mabi=64', ...(floats[GOMIPS64] ?? [])],
    mips: ['-mabi=32', '-march=mips32', ...(floats[GOMIPS] ?? []), ...mips],
    loong64: ['-mabi=lp64d'],
    ppc64: GOOS === 'aix' ? ['-maix64'] : [],
  };
  return flags[GOARCH.replace(/^(mips(?:64)?)le$/, '$1')] ?? [];
}
