import { posixQuote } from '../../domain/posix-quote.ts';
import { CODE_CARRYING, nameRegex, VOLATILE } from '../excluded-names.ts';
import type { HookTexts } from '../render-hook.ts';
import { shellCode } from '../shell-code.ts';
import { bashPrompt } from './bash-prompt.ts';
import { bashRollback } from './bash-rollback.ts';
import { bashSnapshot } from './bash-snapshot.ts';

/** The hook for bash 4.4 and newer; every name of its own begins with `_gd_`. */
export function bashHook({ stateDir, id }: HookTexts): string {
  return `${before({ stateDir, id })}${bashSnapshot()}${bashRollback()}${bashPrompt()}`;
}

// Aliases are expanded when a function is read and \`set -a\` exports functions: both are off until the end. The first
// words are quoted, since until then an alias could stand for them.
const before = ({
  stateDir,
  id,
}: HookTexts) => shellCode`\builtin shopt -q expand_aliases && _gd_aliases=1 || _gd_aliases=
\builtin shopt -u expand_aliases
case $- in *a*) _gd_allexport=1; \builtin set +a ;; *) _gd_allexport= ;; esac
declare -g +x _gd_aliases _gd_allexport _gd_hook=_gd_prompt _gd_id=${id}
declare -g +x _gd_state=${posixQuote(stateDir)}
declare -g +x _gd_dir=$_gd_state/env
declare -g +x _gd_marker=$_gd_dir/.hook.bash.$_gd_id
declare -g +x _gd_never=$'\n('${posixQuote(nameRegex([...CODE_CARRYING, ...VOLATILE]))}$')\n'
declare -g +x _gd_undo_keys=\${_gd_undo_keys-} _gd_undo_was=\${_gd_undo_was-} _gd_undo_now=\${_gd_undo_now-}
declare -g +x _gd_inited=\${_gd_inited-}

_gd_say() { local IFS=' '; builtin printf 'envsnap: %s\n' "$*" >&2; }

envsnap() {
  local -
  local _gd_nocase= _gd_status=0 IFS=$' \t\n'
  # Nothing that the user has set may change what follows; all of it is as before afterwards.
  builtin set +aeuvxnkET -f +o posix
  if builtin shopt -q nocasematch; then _gd_nocase=1; builtin shopt -u nocasematch; fi
  _gd_main "$@" || _gd_status=$?
  if [[ $_gd_nocase ]]; then builtin shopt -s nocasematch; fi
  return "$_gd_status"
}

_gd_main() {
  local _gd_action= _gd_name= _gd_exact= _gd_include= _gd_arg=
  for _gd_arg; do
    case $_gd_arg in
      --exact) _gd_exact=1; continue ;;
      --include=*) _gd_include+=",\${_gd_arg#*=},"; continue ;;
      --init | --list | --undo | --save=* | --diff=* | --rollback=*) ;;
      *) _gd_usage; return 2 ;;
    esac
    if [[ $_gd_action ]]; then _gd_usage; return 2; fi
    _gd_action=\${_gd_arg%%=*}
    case $_gd_arg in *=*) _gd_name=\${_gd_arg#*=}; _gd_check_name || return 2 ;; esac
  done
  if [[ $_gd_exact && $_gd_action != --rollback || $_gd_include && $_gd_action != --save && $_gd_action != --init ]]; then
    _gd_usage
    return 2
  fi
  case $_gd_action in
    --init) _gd_init ;;
    --save) _gd_save ;;
    --list) _gd_list ;;
    --diff) _gd_diff ;;
    --rollback) _gd_rollback ;;
    --undo) _gd_undo ;;
    *) _gd_usage; return 2 ;;
  esac
}

_gd_usage() {
  _gd_say 'usage: envsnap --init | --save=NAME [--include=VAR] | --list | --diff=NAME | --rollback=NAME [--exact] | --undo'
}

_gd_is_name() {
  local LC_ALL=C
  [[ $_gd_name != *[!A-Za-z0-9._-]* && $_gd_name != [.-]* && $_gd_name && \${#_gd_name} -le 64 ]]
}

_gd_check_name() {
  if _gd_is_name; then return; fi
  _gd_say 'a NAME is 1 to 64 letters, digits, ".", "_" or "-", and begins with neither "." nor "-"'
  return 1
}

`;
