import { installLine } from './install-line.ts';

/**
 * `check-go-consistency.sh`: plain POSIX shell, for machines with and without godrift. The basic check follows
 * `versionDifference`: a version is met at the precision it is written.
 */
export function consistencyScript(version: string): string {
  return `#!/bin/sh
# Compares the Go environment with what this project declares and approves: all of it with godrift, else the Go version
# alone. Written by \`godrift init\`; \`godrift init --remove\` takes it out again.
# Exit code: 0 consistent, 1 drifted, 2 could not tell. Arguments go to \`godrift check\`; GODRIFT_BIN names the executable.
set -u
CDPATH='' cd -- "$(dirname -- "$0")" || exit 2

red() {
  if [ -n "\${NO_COLOR:-}" ]; then printf '%s\\n' "$*" >&2; else printf '\\033[31m%s\\033[0m\\n' "$*" >&2; fi
}

# The nearest file of that name, up to the repository's root.
nearest() {
  dir=$PWD
  while [ ! -f "$dir/$1" ]; do
    if [ -e "$dir/.git" ] || [ "$dir" = / ]; then return 1; fi
    dir=$(dirname -- "$dir")
  done
  printf '%s\\n' "\${dir%/}/$1"
}

find_godrift() {
  if [ -n "\${GODRIFT_BIN:-}" ]; then
    printf '%s\\n' "$GODRIFT_BIN"
  else
    command -v godrift || nearest node_modules/.bin/godrift
  fi
}

if godrift=$(find_godrift); then
  "$godrift" check "$@"
  status=$?
  case $status in
    0) exit 0 ;;
    1) red 'The Go environment has drifted: the lines above say what to do.' ;;
    126 | 127) red "$godrift cannot be started: only the Go version is checked" ;;
    *) red 'Whether the Go environment has drifted could not be told: the lines above say why.' ;;
  esac
  case $status in 126 | 127) ;; *) exit "$status" ;; esac
else
  printf '%s\\n' 'godrift is not here: only the Go version is checked (${installLine(version)} brings it)' >&2
fi

if ! command -v go >/dev/null; then
  red 'There is no go in PATH.'
  exit 2
fi
# In this directory, so that go.mod has its say; GOPROXY=off, so that asking downloads nothing.
if ! reported=$(GOPROXY=off go env GOVERSION 2>&1); then
  red "Go does not run here: $reported"
  exit 2
fi
running=\${reported#go}
running=\${running%%[ -]*}
case $running in
  1.[0-9] | 1.1[0-9] | 1.20) running=$running.0 ;; # as Go called its first releases before 1.21
esac

file=$(nearest .go-version) || file=''
declared=''
if [ -n "$file" ]; then
  # The first word, without a comment; goenv lists versions with colons between.
  declared=$(tr -d '\\r' <"$file" | awk '{ sub(/#.*/, "") } / - |[|][|]/ { print "*"; exit } NF { split($1, word, ":"); print word[1]; exit }')
  case $declared in
    go[0-9]*) declared=\${declared#go} ;;
    v[0-9]*) declared=\${declared#v} ;;
    system | latest | lts | stable | oldstable | tip | master | gotip) declared=none ;;
  esac
  # setup-go writes 1.27.0-rc.1 what Go calls 1.27rc1, and 1.26.x what goenv calls 1.26.
  declared=$(printf '%s\\n' "$declared" | sed -E 's/^([0-9]+\\.[0-9]+)\\.0-(rc|beta)\\.?([0-9]+)$/\\1\\2\\3/; s/(\\.[xX*])+$//')
  case $declared in
    '<'* | '>'* | '='* | '^'* | '~'* | '*' | x | X)
      printf '%s\\n' "$file declares a range of versions, which only godrift compares" >&2
      declared=none
      ;;
  esac
  number='(0|[1-9][0-9]*)'
  if [ "$declared" != none ] &&
    ! printf '%s\\n' "$declared" | grep -Eq "^$number(\\.$number(\\.$number|[a-z]+$number?)?)?\\$"; then
    red "$file: \\"$declared\\" is not a Go version."
    exit 1
  fi
  if [ "$declared" = none ]; then declared=''; fi
fi

if [ -n "$declared" ]; then
  met=no
  case $declared in
    *.*.* | *[a-z]*) if [ "$running" = "$declared" ]; then met=yes; fi ;;
    *) case $running in "$declared" | "$declared".*) met=yes ;; esac ;;
  esac
  if [ $met = no ]; then
    red "Go $declared is declared by $file, but $reported runs here."
    case $declared in
      *.*.* | *[a-z]*) red "  fix: export GOTOOLCHAIN=go$declared" ;;
      *) red "  fix: install Go $declared, or export GOTOOLCHAIN=goX.Y.Z with a release of it" ;;
    esac
    exit 1
  fi
fi

# Go itself knows what the go line demands.
if ! refusal=$(GOPROXY=off GOFLAGS=-mod=readonly go list -m 2>&1); then
  case $refusal in
    *'requires go >= '*)
      red "$refusal"
      exit 1
      ;;
  esac
fi
printf '%s\\n' "$reported runs here\${declared:+, as $declared in \${file#"$PWD"/} asks for}."
`;
}
