import { shellCode } from '../shell-code.ts';

/** What runs before each prompt, by builtins only, and how it gets there. zsh itself keeps `$?`. */
export function zshPrompt(): string {
  return shellCode`_gd_prompt() {
  if [[ ! -e $_gd_marker && -O $_gd_dir/.hook.zsh && -O $_gd_dir ]]; then _gd_reload; fi
  if [[ -e $_gd_dir/.request ]]; then _gd_look_at_request; fi
  if [[ -n \${GODRIFT_PROMPT-} ]]; then _gd_segment; fi
  return 0
}

# A newer hook has been written: its marker has taken the place of this one.
_gd_reload() {
  builtin source $_gd_dir/.hook.zsh
  if [[ ! -e $_gd_marker ]]; then _gd_marker=$_gd_dir/.hook.zsh; fi
}

_gd_read_request() {
  _gd_asked= _gd_wish=
  if [[ -O $_gd_dir/.request ]]; then
    { IFS= builtin read -r _gd_asked && IFS= builtin read -r _gd_wish } <$_gd_dir/.request || _gd_asked=
  fi
}

_gd_look_at_request() {
  local _gd_asked= _gd_wish=
  _gd_read_request
  if [[ $_gd_asked == "$_gd_request" || $_gd_asked != "#ENVSNAP-REQUEST v1 "* ]]; then return 0; fi
  _gd_request=$_gd_asked
  case $_gd_wish in
    ("rollback "*) envsnap "--rollback=\${_gd_wish#rollback }" ;;
  esac
}

# GODRIFT_SEGMENT is for the prompt: only numbers and known words get into it.
_gd_segment() {
  local _gd_line=
  typeset -g GODRIFT_SEGMENT=
  if [[ ! -O $_gd_state/prompt ]]; then return 0; fi
  IFS= builtin read -r _gd_line <$_gd_state/prompt
  if [[ $_gd_line != "v1 "[0-9](#c1,12)" "[0-9](#c1,9)" "(none|info|warning|error|critical) ]]; then return 0; fi
  local -a _gd_words=("\${(@s: :)_gd_line}")
  if (( EPOCHSECONDS - _gd_words[2] > 900 )); then GODRIFT_SEGMENT="[godrift: ?] "
  elif (( _gd_words[3] )); then GODRIFT_SEGMENT="[godrift: $_gd_words[3] $_gd_words[4]] "
  fi
}

if (( ! \${+_gd_request} )); then
  typeset -g +x _gd_request=
  _gd_read_request
  _gd_request=$_gd_asked
  builtin unset _gd_asked _gd_wish
fi

typeset -ga precmd_functions
if (( ! $precmd_functions[(Ie)_gd_prompt] )); then precmd_functions+=(_gd_prompt); fi
`;
}
