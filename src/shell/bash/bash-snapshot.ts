import { CODE_CARRYING, CREDENTIAL_LIKE, nameCases, VOLATILE } from '../excluded-names.ts';
import { shellCode } from '../shell-code.ts';

// A variable longer than the kernel takes as one string (128 KiB) would let no program start.
const MAX_BYTES = '131071';

const CREDENTIAL = CREDENTIAL_LIKE.map((part) => `*${part}*`).join(' | ');

/** Reading, writing and listing snapshots. */
export function bashSnapshot(): string {
  return shellCode`_gd_utf8=$'^([\x01-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf][\x80-\xbf]|[\xf1-\xf3][\x80-\xbf][\x80-\xbf][\x80-\xbf]|\xf4[\x80-\x8f][\x80-\xbf][\x80-\xbf])*$'
_gd_odd_line=$'\n([^A-Za-z_]|[A-Za-z_][A-Za-z0-9_]*([^A-Za-z0-9_=]|$))'
_gd_time='#SNAPSHOT v1 [0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z'

_gd_refuse() { _gd_say "$_gd_dir/$_gd_name.snap is refused: $1"; return 2; }

# Fills _gd_keys, and _gd_lines with KEY=VALUE, unescaped; _gd_added with the exported variables that the snapshot does not
# have. Works on the whole text at once: a command for each line costs more than everything else.
_gd_load() {
  local LC_ALL=C IFS=$'\n' _gd_text= _gd_key= _gd_last= _gd_file=$_gd_dir/$_gd_name.snap
  local -i _gd_i=0
  local -a _gd_names=()
  if [[ ! -f $_gd_file ]]; then _gd_say "there is no snapshot $_gd_name (envsnap --list)"; return 2; fi
  if [[ ! -O $_gd_file || ! -r $_gd_file ]]; then _gd_refuse 'it is not your own'; return; fi
  if IFS= builtin read -r -d '' _gd_text <"$_gd_file"; then _gd_refuse 'NUL character'; return; fi
  if [[ $_gd_text != $_gd_time$'\n'* ]]; then _gd_refuse 'line 1 must be "#SNAPSHOT v1 <time>"'; return; fi
  _gd_text=\${_gd_text#*$'\n'}
  _gd_lines=($_gd_text)
  if [[ $_gd_text == *[!$'\t\n'' '-'['']'-'~']* || $'\n'$_gd_text =~ $_gd_odd_line || \${#_gd_text} -gt ${MAX_BYTES} ]]; then
    _gd_load_lines || return
  fi
  _gd_keys=("\${_gd_lines[@]%%=*}")
  _gd_text=$'\n'"\${_gd_keys[*]}"$'\n'
  if [[ $_gd_text =~ $_gd_never ]]; then _gd_drop_volatile || return; fi
  _gd_list_names
  for _gd_key in "\${_gd_names[@]}"; do
    [[ $_gd_key == "\${_gd_keys[_gd_i++]-}" ]] || _gd_not_next || return
  done
  _gd_key=
  _gd_i+=1
  _gd_not_next
}

# The exported variable _gd_key is not the snapshot's next, and what is must be in order. Exported are names that never
# count, and those that look like credentials: they may have been there and left out.
_gd_not_next() {
  _gd_i+=-1
  _gd_last=
  if [[ _gd_i -gt 0 ]]; then _gd_last=\${_gd_keys[_gd_i - 1]-}; fi
  while [[ _gd_i -lt \${#_gd_keys[@]} && ( ! $_gd_key || \${_gd_keys[_gd_i]} < $_gd_key ) ]]; do
    if [[ ! $_gd_last < \${_gd_keys[_gd_i]} ]]; then _gd_refuse "\${_gd_keys[_gd_i]} is not in order, or there twice"; return; fi
    _gd_last=\${_gd_keys[_gd_i]}
    _gd_i+=1
  done
  if [[ $_gd_key && $_gd_key == "\${_gd_keys[_gd_i]-}" ]]; then _gd_i+=1; return 0; fi
  if [[ ! $_gd_key || $_gd_key == *[!A-Za-z0-9_]* ]] || _gd_is_never "$_gd_key" || _gd_is_credential "$_gd_key"; then
    return 0
  fi
  _gd_added+=("$_gd_key")
}

_gd_drop_volatile() {
  local -a _gd_all=("\${_gd_lines[@]}")
  _gd_lines=()
  for _gd_key in "\${_gd_all[@]}"; do
    if _gd_is_code "\${_gd_key%%=*}"; then _gd_refuse "a snapshot must not set \${_gd_key%%=*}"; return; fi
    if ! _gd_is_never "\${_gd_key%%=*}"; then _gd_lines+=("$_gd_key"); fi
  done
  _gd_keys=("\${_gd_lines[@]%%=*}")
}

_gd_load_lines() {
  local _gd_line= _gd_value=
  local -a _gd_all=("\${_gd_lines[@]}")
  _gd_lines=()
  for _gd_line in "\${_gd_all[@]}"; do
    case $_gd_line in '#'*) continue ;; *[!$' \t']*) ;; *) continue ;; esac
    _gd_key=\${_gd_line%%=*}
    case $_gd_line in *=*) ;; *) _gd_key= ;; esac
    case $_gd_key in '' | [0-9]* | *[!A-Za-z0-9_]*) _gd_refuse 'a line is not NAME=value'; return ;; esac
    if [[ \${#_gd_line} -gt ${MAX_BYTES} ]]; then _gd_refuse "$_gd_key is longer than a variable can be"; return; fi
    if [[ $_gd_line == *$'\r'* ]]; then _gd_refuse "carriage return in $_gd_key"; return; fi
    if [[ $_gd_line == *[!$'\x01'-$'\x7f']* && ! $_gd_line =~ $_gd_utf8 ]]; then _gd_refuse "$_gd_key is not UTF-8"; return; fi
    if [[ $_gd_line == *\\* ]]; then
      _gd_unescape "\${_gd_line#*=}" || { _gd_refuse "$_gd_key has an unknown escape"; return; }
      _gd_line=$_gd_key=$_gd_value
    fi
    _gd_lines+=("$_gd_line")
  done
}

# Without the known escapes no backslash is left; then printf reads them, \\ and \= as octal numbers.
_gd_unescape() {
  _gd_value=\${1//\\[\\nr=]/}
  if [[ $_gd_value == *\\* ]]; then return 1; fi
  _gd_value=\${1//'\\'/'\0134'}
  _gd_value=\${_gd_value//'\='/'\0075'}
  builtin printf -v _gd_value %b "$_gd_value"
}

# Sets _gd_names to the exported variables, sorted bytewise. Only builtins: the list goes through a file, since a command
# substitution forks; without that file it is slower.
_gd_list_names() {
  local LC_ALL=C _gd_c=
  local -a _gd_all=()
  if { builtin compgen -e >|"$_gd_dir/.names.$BASHPID"; } 2>/dev/null &&
    builtin mapfile -t _gd_names <"$_gd_dir/.names.$BASHPID"; then
    return
  fi
  _gd_names=()
  for _gd_c in {A..Z} _ {a..z}; do builtin eval '_gd_all+=("\${!'"$_gd_c"'@}")'; done
  for _gd_c in "\${_gd_all[@]}"; do if [[ \${!_gd_c@a} == *x* ]]; then _gd_names+=("$_gd_c"); fi; done
}

_gd_init() {
  if [[ $_gd_inited ]]; then return; fi
  _gd_name=init
  if [[ ! \${GODRIFT_INIT-} || ! -f $_gd_dir/init.snap ]]; then _gd_save || return; fi
  declare -gx GODRIFT_INIT=1
  _gd_inited=1
}

_gd_save() {
  local -a _gd_names=()
  local _gd_text= _gd_left= _gd_long= _gd_when= _gd_value= _gd_lc_all=\${LC_ALL-}
  if ! { builtin : >|"$_gd_dir/.names.$BASHPID"; } 2>/dev/null; then
    (builtin umask 077; builtin command -p mkdir -p -- "$_gd_dir" && builtin command -p chmod 700 "$_gd_dir") || return 2
  fi
  if [[ ! -O $_gd_dir ]]; then _gd_say "$_gd_dir is not your own"; return 2; fi
  _gd_list_names
  _gd_set_when
  _gd_snapshot_text
  (
    _gd_file=$_gd_dir/.$_gd_name.$BASHPID.tmp
    builtin umask 077
    builtin command -p chmod 700 "$_gd_dir" && builtin printf %s "$_gd_text" >|"$_gd_file" && [[ ! -d $_gd_dir/$_gd_name.snap ]] &&
      builtin command -p mv -f -- "$_gd_file" "$_gd_dir/$_gd_name.snap"
  ) || { _gd_say "cannot write $_gd_dir/$_gd_name.snap"; return 2; }
  if [[ $_gd_left ]]; then _gd_say "left out, since they look like credentials (--include=VAR saves one):$_gd_left"; fi
  if [[ $_gd_long ]]; then _gd_say "left out, since a snapshot cannot hold their values:$_gd_long"; fi
}

_gd_is_code() { case $1 in ${nameCases(CODE_CARRYING)}) return 0 ;; *) return 1 ;; esac; }
_gd_is_never() { case $1 in ${nameCases(VOLATILE)}) return 0 ;; *) _gd_is_code "$1" ;; esac; }
_gd_is_credential() { case \${1^^} in ${CREDENTIAL}) return 0 ;; *) return 1 ;; esac; }

_gd_snapshot_text() {
  local LC_ALL=C _gd_key=
  _gd_text="#SNAPSHOT v1 $_gd_when"$'\n'
  for _gd_key in "\${_gd_names[@]}"; do
    # Names that no shell can use (exported functions), and what is set only inside a function of ours.
    case $_gd_key in *[!A-Za-z0-9_]* | [0-9]*) continue ;; LC_ALL) _gd_value=$_gd_lc_all ;; *) _gd_value=\${!_gd_key-} ;; esac
    if _gd_is_never "$_gd_key"; then continue; fi
    if [[ $_gd_include != *",$_gd_key,"* ]] && _gd_is_credential "$_gd_key"; then _gd_left+=" $_gd_key"; continue; fi
    if [[ \${#_gd_value} -ge ${MAX_BYTES} || $_gd_value == *[!$'\x01'-$'\x7f']* && ! $_gd_value =~ $_gd_utf8 ]]; then
      _gd_long+=" $_gd_key"
      continue
    fi
    _gd_value=\${_gd_value//\\/'\\'}
    _gd_value=\${_gd_value//=/'\='}
    _gd_value=\${_gd_value//$'\r'/'\r'}
    _gd_text+="$_gd_key=\${_gd_value//$'\n'/'\n'}"$'\n'
  done
}

# Days to a date as in Howard Hinnant's civil_from_days: no variable like TZ or LC_TIME has a say.
_gd_set_when() {
  local -i _gd_s=0 _gd_z=0 _gd_e=0 _gd_y=0 _gd_d=0 _gd_m=0
  builtin printf -v _gd_s '%(%s)T' -1
  _gd_z=_gd_s/86400+719468 _gd_e=_gd_z/146097 _gd_d=_gd_z%146097
  _gd_y='(_gd_d-_gd_d/1460+_gd_d/36524-_gd_d/146096)/365'
  _gd_d='_gd_d-(365*_gd_y+_gd_y/4-_gd_y/100)'
  _gd_m='(5*_gd_d+2)/153'
  _gd_d='_gd_d-(153*_gd_m+2)/5+1' _gd_y='_gd_y+400*_gd_e' _gd_m='_gd_m<10?_gd_m+3:_gd_m-9'
  _gd_y='_gd_y+(_gd_m<3)'
  builtin printf -v _gd_when '%04d-%02d-%02dT%02d:%02d:%02d.000Z' $_gd_y $_gd_m $_gd_d $((_gd_s % 86400 / 3600)) $((_gd_s % 3600 / 60)) $((_gd_s % 60))
}

_gd_list() {
  local _gd_file= _gd_line= GLOBIGNORE=
  builtin set +f
  local _gd_failglob=; if builtin shopt -q failglob; then _gd_failglob=1; builtin shopt -u failglob; fi
  for _gd_file in "$_gd_dir"/*.snap; do
    _gd_name=\${_gd_file##*/}
    _gd_name=\${_gd_name%.snap}
    if [[ ! -f $_gd_file || ! -r $_gd_file ]] || ! _gd_is_name; then continue; fi
    _gd_line=
    IFS= builtin read -r _gd_line <"$_gd_file"
    if [[ $_gd_line == $_gd_time ]]; then builtin printf '%s  %s\n' "\${_gd_line#*v1 }" "$_gd_name"; fi
  done
  if [[ $_gd_failglob ]]; then builtin shopt -s failglob; fi
}

`;
}
