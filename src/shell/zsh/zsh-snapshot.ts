import { CODE_CARRYING, CREDENTIAL_LIKE, nameCases, VOLATILE } from '../excluded-names.ts';
import { shellCode } from '../shell-code.ts';

// A variable longer than the kernel takes as one string (128 KiB) would let no program start.
const MAX_BYTES = '131071';

const alternatives = (patterns: readonly string[]) => `(${nameCases(patterns).replaceAll(' | ', '|')})`;

/** Reading, writing and listing snapshots: whole arrays at once, since zsh filters them without a loop. */
export function zshSnapshot(): string {
  return shellCode`typeset -g +x _gd_code="${alternatives(CODE_CARRYING)}" _gd_volatile="${alternatives(VOLATILE)}"
typeset -g +x _gd_credential="*(${CREDENTIAL_LIKE.join('|')})*"
typeset -g +x _gd_time="\#SNAPSHOT v1 [0-9](#c4)-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9](#c3)Z"

# Not an alternation of ranges: as bytes, in every locale.
_gd_is_utf8() {
  [[ $1 == ([$'\x01'-$'\x7f']|[$'\xc2'-$'\xdf'][$'\x80'-$'\xbf']|$'\xe0'[$'\xa0'-$'\xbf'][$'\x80'-$'\xbf']|[$'\xe1'-$'\xec'$'\xee'$'\xef'][$'\x80'-$'\xbf'](#c2)|$'\xed'[$'\x80'-$'\x9f'][$'\x80'-$'\xbf']|$'\xf0'[$'\x90'-$'\xbf'][$'\x80'-$'\xbf'](#c2)|[$'\xf1'-$'\xf3'][$'\x80'-$'\xbf'](#c3)|$'\xf4'[$'\x80'-$'\x8f'][$'\x80'-$'\xbf'](#c2))# ]]
}

_gd_refuse() { _gd_say "$_gd_dir/$_gd_name.snap is refused: $1"; return 2 }

# Fills _gd_keys, and _gd_lines with KEY=VALUE, unescaped.
_gd_load() {
  local _gd_text= _gd_file=$_gd_dir/$_gd_name.snap
  local -a _gd_bad=()
  if [[ ! -f $_gd_file ]]; then _gd_say "there is no snapshot $_gd_name (envsnap --list)"; return 2; fi
  if [[ ! -O $_gd_file || ! -r $_gd_file ]]; then _gd_refuse "it is not your own"; return; fi
  _gd_text="$(<$_gd_file)"
  if [[ $_gd_text == *$'\0'* ]]; then _gd_refuse "NUL character"; return; fi
  if [[ $_gd_text == *$'\r'* ]]; then _gd_refuse "carriage return"; return; fi
  _gd_lines=("\${(@f)_gd_text}")
  if [[ $_gd_lines[1] != $~_gd_time ]]; then _gd_refuse "line 1 must be \"#SNAPSHOT v1 <time>\""; return; fi
  builtin shift _gd_lines
  _gd_lines=("\${(@)_gd_lines:#(\#*|[ $'\t']#)}")
  _gd_bad=("\${(@)_gd_lines:#[A-Za-z_][A-Za-z0-9_]#=*}")
  if (( $#_gd_bad )); then _gd_refuse "a line is not NAME=value"; return; fi
  _gd_keys=("\${(@)_gd_lines%%\=*}")
  _gd_bad=("\${(@M)_gd_keys:#$~_gd_code}")
  if (( $#_gd_bad )); then _gd_refuse "a snapshot must not set $_gd_bad[1]"; return; fi
  if ! _gd_is_sorted; then _gd_refuse "a name is not in order, or there twice"; return; fi
  if [[ $_gd_text == *[^$'\t\n'\ -\[\]-~]* || \${#_gd_text} -gt ${MAX_BYTES} ]]; then _gd_load_lines || return; fi
  _gd_lines=("\${(@)_gd_lines:#$~_gd_volatile=*}")
  _gd_keys=("\${(@)_gd_lines%%\=*}")
}

_gd_is_sorted() {
  [[ \${parameters[LC_ALL]-} == *readonly* ]] || local LC_ALL=C
  [[ "\${(@ou)_gd_keys}" == "\${(@)_gd_keys}" ]]
}

_gd_load_lines() {
  local _gd_line= _gd_key= _gd_value=
  local -a _gd_all=("\${(@)_gd_lines}")
  _gd_lines=()
  for _gd_line in "\${(@)_gd_all}"; do
    _gd_key=\${_gd_line%%\=*}
    if (( \${#_gd_line} > ${MAX_BYTES} )); then _gd_refuse "$_gd_key is longer than a variable can be"; return; fi
    if [[ $_gd_line == *[^$'\x01'-$'\x7f']* ]] && ! _gd_is_utf8 $_gd_line; then _gd_refuse "$_gd_key is not UTF-8"; return; fi
    if [[ $_gd_line == *\\* ]]; then
      _gd_unescape "\${_gd_line#*=}" || { _gd_refuse "$_gd_key has an unknown escape"; return }
      _gd_line=$_gd_key=$_gd_value
    fi
    _gd_lines+=("$_gd_line")
  done
}

# Without the known escapes no backslash is left; then printf reads them, \\ and \= as octal numbers.
_gd_unescape() {
  [[ "\${1//\\[nr=\\]/}" == *\\* ]] && return 1
  _gd_value=\${1//\\\\/\\0134}
  _gd_value=\${_gd_value//\\=/\\0075}
  builtin printf -v _gd_value %b "$_gd_value"
}

_gd_init() {
  if [[ -n $_gd_inited ]]; then return; fi
  _gd_name=init
  if [[ -z \${GODRIFT_INIT-} || ! -f $_gd_dir/init.snap ]]; then _gd_save || return; fi
  typeset -gx GODRIFT_INIT=1
  _gd_inited=1
}

_gd_save() {
  local _gd_text= _gd_key= _gd_value= _gd_when= _gd_left= _gd_long=
  local -a _gd_names=()
  _gd_set_when
  _gd_sorted_names
  _gd_text="#SNAPSHOT v1 $_gd_when"$'\n'
  for _gd_key in "\${(@)_gd_names}"; do
    if [[ \${(U)_gd_key} == $~_gd_credential && $_gd_include != *,$_gd_key,* ]]; then _gd_left+=" $_gd_key"; continue; fi
    _gd_value=\${(P)_gd_key}
    if [[ $_gd_value == *$'\0'* ]] || (( \${#_gd_value} >= ${MAX_BYTES} )) ||
      { [[ $_gd_value == *[^$'\x01'-$'\x7f']* ]] && ! _gd_is_utf8 "$_gd_value" }; then
      _gd_long+=" $_gd_key"
      continue
    fi
    _gd_value=\${_gd_value//\\/\\\\}
    _gd_value=\${_gd_value//=/\\=}
    _gd_value=\${_gd_value//$'\r'/\\r}
    _gd_text+="$_gd_key=\${_gd_value//$'\n'/\\n}"$'\n'
  done
  (
    builtin umask 077
    _gd_file=$_gd_dir/.$_gd_name.$$.$RANDOM.tmp
    command -p mkdir -p -- $_gd_dir && [[ -O $_gd_dir && ! -d $_gd_dir/$_gd_name.snap ]] && command -p chmod 700 $_gd_dir &&
      builtin print -rn -- "$_gd_text" >|$_gd_file && command -p mv -f -- $_gd_file $_gd_dir/$_gd_name.snap
  ) || { _gd_say "cannot write $_gd_dir/$_gd_name.snap"; return 2 }
  if [[ -n $_gd_left ]]; then _gd_say "left out, since they look like credentials (--include=VAR saves one):$_gd_left"; fi
  if [[ -n $_gd_long ]]; then _gd_say "left out, since a snapshot cannot hold their values:$_gd_long"; fi
  return 0
}

# The exported variables that can be saved, bytewise sorted.
_gd_sorted_names() {
  _gd_names=("\${(@k)parameters[(R)*export*]}")
  _gd_names=("\${(@)\${(@)_gd_names:#$~_gd_code}:#$~_gd_volatile}")
  [[ \${parameters[LC_ALL]-} == *readonly* ]] || local LC_ALL=C
  _gd_names=("\${(@o)_gd_names}")
}

# Days to a date as in Howard Hinnant's civil_from_days: no variable like TZ or LC_TIME has a say.
_gd_set_when() {
  local -i 10 _gd_s=$EPOCHSECONDS _gd_z _gd_e _gd_y _gd_d _gd_m
  (( _gd_z = _gd_s / 86400 + 719468, _gd_e = _gd_z / 146097, _gd_d = _gd_z % 146097 ))
  (( _gd_y = (_gd_d - _gd_d / 1460 + _gd_d / 36524 - _gd_d / 146096) / 365 ))
  (( _gd_d = _gd_d - (365 * _gd_y + _gd_y / 4 - _gd_y / 100), _gd_m = (5 * _gd_d + 2) / 153 ))
  (( _gd_d = _gd_d - (153 * _gd_m + 2) / 5 + 1, _gd_y = _gd_y + 400 * _gd_e, _gd_m = _gd_m < 10 ? _gd_m + 3 : _gd_m - 9 ))
  (( _gd_y = _gd_y + (_gd_m < 3) ))
  builtin printf -v _gd_when "%04d-%02d-%02dT%02d:%02d:%02d.000Z" $_gd_y $_gd_m $_gd_d $(( _gd_s % 86400 / 3600 )) $(( _gd_s % 3600 / 60 )) $(( _gd_s % 60 ))
}

_gd_list() {
  local _gd_file= _gd_line=
  for _gd_file in $_gd_dir/*.snap(N.); do
    _gd_name=\${\${_gd_file:t}%.snap} _gd_line=
    if [[ ! -r $_gd_file ]] || ! _gd_is_name; then continue; fi
    IFS= builtin read -r _gd_line <$_gd_file
    if [[ $_gd_line == $~_gd_time ]]; then builtin print -r -- "\${_gd_line#*v1 }  $_gd_name"; fi
  done
}

`;
}
