import { shellCode } from '../shell-code.ts';

/** What runs before each prompt, by builtins only, and how it gets there. */
export function bashPrompt(): string {
  // bash itself puts $? back after PROMPT_COMMAND, but what another tool adds there later is to see it too. Called with
  // "&& :" behind it, so that neither `set -e` nor an ERR trap takes that status for a failure.
  return shellCode`_gd_prompt() {
  local _gd_status=$?
  if [[ ! -e $_gd_marker && -O $_gd_dir/.hook.bash && -O $_gd_dir ]]; then _gd_reload; fi
  if [[ -e $_gd_dir/.request ]]; then _gd_look_at_request; fi
  if [[ \${GODRIFT_PROMPT-} ]]; then _gd_segment; fi
  return "$_gd_status"
}

# A newer hook has been written: its marker has taken the place of this one's.
_gd_reload() {
  builtin source "$_gd_dir/.hook.bash" || :
  if [[ ! -e $_gd_marker ]]; then _gd_marker=$_gd_dir/.hook.bash; fi
}

_gd_read_request() {
  _gd_asked= _gd_wish=
  if [[ -O $_gd_dir/.request ]]; then
    { IFS= builtin read -r _gd_asked && IFS= builtin read -r _gd_wish; } <"$_gd_dir/.request" || _gd_asked=
  fi
}

_gd_look_at_request() {
  local _gd_asked= _gd_wish=
  _gd_read_request
  if [[ $_gd_asked == "$_gd_request" || $_gd_asked != '#ENVSNAP-REQUEST v1 '* ]]; then return 0; fi
  _gd_request=$_gd_asked
  case $_gd_wish in
    'rollback '*) envsnap "--rollback=\${_gd_wish#rollback }" || : ;;
  esac
}

# GODRIFT_SEGMENT is for the prompt: only numbers and known words get into it.
_gd_segment() {
  local _gd_v= _gd_at= _gd_n= _gd_severity= _gd_rest= _gd_now=0
  GODRIFT_SEGMENT=
  if [[ ! -O $_gd_state/prompt ]]; then return 0; fi
  IFS=' ' builtin read -r _gd_v _gd_at _gd_n _gd_severity _gd_rest <"$_gd_state/prompt" || :
  case $_gd_v:$_gd_at:$_gd_n in v1:*[!0-9:]* | v1::* | *:) return 0 ;; v1:*) ;; *) return 0 ;; esac
  case $_gd_severity in none | info | warning | error | critical) ;; *) return 0 ;; esac
  if [[ \${#_gd_at} -gt 12 || \${#_gd_n} -gt 9 ]]; then return 0; fi
  builtin printf -v _gd_now '%(%s)T' -1
  if [[ $((_gd_now - 10#$_gd_at)) -gt 900 ]]; then GODRIFT_SEGMENT='[godrift: ?] '
  elif [[ $_gd_n != 0 ]]; then GODRIFT_SEGMENT="[godrift: $_gd_n $_gd_severity] "
  fi
}

if [[ ! \${_gd_request+set} ]]; then
  declare -g +x _gd_request=
  _gd_read_request
  _gd_request=$_gd_asked
  builtin unset -v _gd_asked _gd_wish
fi

# Where PROMPT_COMMAND is exported, a shell without
# the hook inherits it: there the word is the command ":".
_gd_install() {
  local IFS=' '
  case " \${PROMPT_COMMAND[*]-} " in *_gd_prompt* | *_gd_hook*) return 0 ;; esac
  case \${PROMPT_COMMAND+\${PROMPT_COMMAND@a}} in
    *r*) _gd_say 'PROMPT_COMMAND is read-only: no prompt hook' ;;
    *a*) if [[ BASH_VERSINFO -gt 5 || BASH_VERSINFO -eq 5 && BASH_VERSINFO[1] -gt 0 ]]; then PROMPT_COMMAND+=('_gd_prompt && :'); else PROMPT_COMMAND+=$'\n_gd_prompt && :'; fi ;;
    *x*) PROMPT_COMMAND+=\${PROMPT_COMMAND:+$'\n'}'"\${_gd_hook-:}" && :' ;;
    *) PROMPT_COMMAND+=\${PROMPT_COMMAND:+$'\n'}'_gd_prompt && :' ;;
  esac
}
_gd_install
if [[ $_gd_aliases ]]; then builtin shopt -s expand_aliases; fi
if [[ $_gd_allexport ]]; then builtin set -a; fi
`;
}
