import { shellCode } from '../shell-code.ts';

/** `--diff`, `--rollback` and `--undo`: they start no process. */
export function zshRollback(): string {
  return shellCode`# Sets _gd_was and _gd_types to the values of _gd_keys and to what they are, nothing where one is unset. One eval for all; the
# keys are names and nothing else by then.
_gd_states() {
  local _gd_values= _gd_kinds=
  _gd_was=() _gd_types=()
  if (( ! $#_gd_keys )); then return; fi
  builtin printf -v _gd_values '"\${%s-}" ' "\${(@)_gd_keys}"
  builtin printf -v _gd_kinds '"\${parameters[%s]-}" ' "\${(@)_gd_keys}"
  builtin eval "_gd_was=($_gd_values) _gd_types=($_gd_kinds)"
}

typeset -g +x _gd_unfit="*(readonly|integer|float|array|association|left|right|lower|upper)*"

# Takes out what is neither unset nor a plain string here: a read-only variable cannot be set, and setting an integer
# would evaluate the value.
_gd_skip_special() {
  local -a _gd_fit=("\${(@)_gd_types:#$~_gd_unfit}")
  if (( $#_gd_fit == $#_gd_types )); then return; fi
  local -a _gd_old_keys=("\${(@)_gd_keys}") _gd_old_lines=("\${(@)_gd_lines}")
  local -i _gd_i
  _gd_keys=() _gd_lines=()
  for (( _gd_i = 1; _gd_i <= $#_gd_old_keys; _gd_i++ )); do
    if [[ $_gd_types[_gd_i] != $~_gd_unfit ]]; then
      _gd_keys+=("$_gd_old_keys[_gd_i]") _gd_lines+=("$_gd_old_lines[_gd_i]")
    elif [[ "$_gd_old_keys[_gd_i]=$_gd_was[_gd_i]" == "$_gd_old_lines[_gd_i]" ]]; then
    elif [[ $_gd_types[_gd_i] == *readonly* ]]; then
      _gd_readonly+=" $_gd_old_keys[_gd_i]"
    else
      _gd_special+=" $_gd_old_keys[_gd_i]"
    fi
  done
  _gd_states
}

# Sets _gd_added to the exported variables that are not in the snapshot. Those that are never saved do not count, nor what
# looks like a credential: it may have been there and left out.
_gd_find_added() {
  local -a _gd_names=()
  local _gd_key=
  _gd_sorted_names
  for _gd_key in "\${(@)_gd_names:|_gd_keys}"; do
    if [[ \${(U)_gd_key} != $~_gd_credential ]]; then _gd_added+=("$_gd_key"); fi
  done
}

_gd_diff() {
  local -a _gd_keys=() _gd_lines=() _gd_added=() _gd_was=() _gd_types=()
  local _gd_key= _gd_value=
  local -i _gd_i _gd_status=0
  _gd_load || return
  _gd_find_added
  _gd_states
  for (( _gd_i = 1; _gd_i <= $#_gd_keys; _gd_i++ )); do
    _gd_value=\${_gd_lines[_gd_i]#*=}
    if [[ $_gd_types[_gd_i] == *export* && "$_gd_was[_gd_i]" == "$_gd_value" ]]; then continue; fi
    _gd_show - $_gd_keys[_gd_i] "$_gd_value"
    if [[ -n $_gd_types[_gd_i] ]]; then _gd_show + $_gd_keys[_gd_i] "$_gd_was[_gd_i]"; fi
    _gd_status=1
  done
  for _gd_key in "\${(@)_gd_added}"; do
    _gd_show + $_gd_key "\${(P)_gd_key}"
    _gd_status=1
  done
  return _gd_status
}

_gd_show() {
  if [[ \${(U)2} == $~_gd_credential ]]; then builtin print -r -- "$1$2=***"; else builtin print -r -- "$1$2=\${(q+)3}"; fi
}

_gd_rollback() {
  local -a _gd_keys=() _gd_lines=() _gd_added=() _gd_was=() _gd_types=() _gd_now=() _gd_unset=() _gd_bare=()
  local _gd_readonly= _gd_special=
  _gd_load || return
  _gd_find_added
  _gd_states
  _gd_skip_special
  _gd_now=("\${(@)_gd_lines#*=}")
  if [[ -n $_gd_exact ]] && (( $#_gd_added )); then _gd_plan_unset; fi
  _gd_bare=("\${(@)_gd_types:#*export*}")
  if [[ "\${(@pj:\0:)_gd_was}" == "\${(@pj:\0:)_gd_now}" ]] && (( $#_gd_bare + $#_gd_unset == 0 )); then
    _gd_say "nothing differs from $_gd_name"
  else
    _gd_undo_keys=("\${(@)_gd_keys}") _gd_undo_was=("\${(@)_gd_was}") _gd_undo_types=("\${(@)_gd_types}")
    _gd_undo_now=("\${(@)_gd_now}")
    if (( $#_gd_lines )); then typeset -gx -- "\${(@)_gd_lines}"; fi
    if (( $#_gd_unset )); then builtin unset -- "\${(@)_gd_unset}"; fi
    _gd_say "rolled back to $_gd_name"
  fi
  if (( $#_gd_added )); then _gd_say "kept, since added later (--exact unsets them): $_gd_added"; fi
  if [[ -n $_gd_special ]]; then _gd_say "not restored, being no plain strings here:$_gd_special"; fi
  if [[ -n $_gd_readonly ]]; then _gd_say "not restored, being read-only:$_gd_readonly"; fi
  [[ -z $_gd_special$_gd_readonly ]]
}

# A name that is to be unset has no line, and no value afterwards.
_gd_plan_unset() {
  local -a _gd_saved=("\${(@)_gd_keys}") _gd_saved_was=("\${(@)_gd_was}") _gd_saved_types=("\${(@)_gd_types}")
  local -a _gd_saved_lines=("\${(@)_gd_lines}")
  _gd_keys=("\${(@)_gd_added}") _gd_lines=("\${(@)_gd_added/%/=}") _gd_added=()
  _gd_states
  _gd_skip_special
  _gd_unset=("\${(@)_gd_keys}")
  _gd_keys=("\${(@)_gd_saved}" "\${(@)_gd_keys}") _gd_was=("\${(@)_gd_saved_was}" "\${(@)_gd_was}")
  _gd_types=("\${(@)_gd_saved_types}" "\${(@)_gd_types}") _gd_lines=("\${(@)_gd_saved_lines}")
}

_gd_undo() {
  local -a _gd_keys=("\${(@)_gd_undo_keys}") _gd_was=() _gd_types=()
  local _gd_key= _gd_old= _gd_new= _gd_is= _gd_kind= _gd_type= _gd_value= _gd_merged= _gd_kept=
  local -i _gd_i _gd_same
  if (( ! $#_gd_keys )); then _gd_say "no rollback to undo in this shell"; return 1; fi
  _gd_states
  for (( _gd_i = 1; _gd_i <= $#_gd_keys; _gd_i++ )); do
    _gd_key=$_gd_keys[_gd_i] _gd_is=$_gd_was[_gd_i] _gd_type=$_gd_types[_gd_i]
    _gd_old=$_gd_undo_was[_gd_i] _gd_new=\${_gd_undo_now[_gd_i]-} _gd_kind=$_gd_undo_types[_gd_i]
    if [[ $_gd_is == "$_gd_old" && $_gd_type == "$_gd_kind" ]]; then continue; fi
    # Past the saved variables come those that --exact has unset.
    if (( _gd_i > $#_gd_undo_now )); then _gd_same=$(( ! $#_gd_type ))
    elif [[ $_gd_is == "$_gd_new" && $_gd_type == *export* && $_gd_type != $~_gd_unfit ]]; then _gd_same=1
    else _gd_same=0
    fi
    if (( _gd_same )); then
      if [[ -z $_gd_kind ]]; then builtin unset -- $_gd_key
      elif [[ $_gd_kind == *export* ]]; then typeset -gx -- "$_gd_key=$_gd_old"
      else typeset -g +x -- "$_gd_key=$_gd_old"
      fi
    elif (( _gd_i <= $#_gd_undo_now )) && [[ $_gd_old == "$_gd_new" && $_gd_kind == *export* ]]; then
      continue
    elif [[ $_gd_key == *PATH && $_gd_kind == *export* && $_gd_type == *export* && $_gd_type != $~_gd_unfit ]]; then
      _gd_merge_path
      _gd_merged+=" $_gd_key"
      typeset -gx -- "$_gd_key=$_gd_value"
    else
      _gd_kept+=" $_gd_key"
    fi
  done
  _gd_undo_keys=() _gd_undo_was=() _gd_undo_types=() _gd_undo_now=()
  _gd_say "the last rollback is undone"
  if [[ -n $_gd_merged ]]; then _gd_say "later changes are kept in:$_gd_merged"; fi
  if [[ -n $_gd_kept ]]; then _gd_say "left as they are, since changed after the rollback:$_gd_kept"; fi
  return 0
}

# Sets _gd_value to the list _gd_old with what was added to and removed from _gd_new since, as _gd_is has it: an added element
# stays behind its predecessor.
_gd_merge_path() {
  local _gd_element=
  local -a _gd_list=()
  local -i _gd_at=0 _gd_j
  for _gd_element in "\${(@s.:.)_gd_old}"; do
    if [[ :$_gd_new: == *":$_gd_element:"* && :$_gd_is: != *":$_gd_element:"* ]]; then continue; fi
    _gd_list+=("$_gd_element")
  done
  for _gd_element in "\${(@s.:.)_gd_is}"; do
    _gd_j=$_gd_list[(Ie)$_gd_element]
    if (( _gd_j )); then _gd_at=_gd_j; continue; fi
    if [[ :$_gd_new: == *":$_gd_element:"* ]]; then continue; fi
    _gd_list=("\${(@)_gd_list[1,_gd_at]}" "$_gd_element" "\${(@)_gd_list[_gd_at+1,-1]}")
    _gd_at+=1
  done
  _gd_value=\${(@pj.:.)_gd_list}
}

`;
}
