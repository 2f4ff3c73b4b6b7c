import { shellCode } from '../shell-code.ts';

/** `--diff`, `--rollback` and `--undo`: they start no process. */
export function bashRollback(): string {
  return shellCode`# Sets $1 to the states of _gd_keys, each a line: ":" and the code by which bash itself declares it, or nothing where it is
# unset. One string for all, since arrays cost more; the keys are names and nothing else by then.
_gd_states() {
  local _gd_text=
  if [[ \${#_gd_keys[@]} -gt 0 ]]; then builtin printf -v _gd_text ':\${%s@A}\n' "\${_gd_keys[@]}"; fi
  builtin eval "$1=\"$_gd_text\""
}

# Takes out what is neither unset nor a plain string here: a read-only variable cannot be set, and setting an integer
# would evaluate the value.
_gd_skip_special() {
  local -a _gd_old_keys=("\${_gd_keys[@]}") _gd_old_lines=("\${_gd_lines[@]}")
  local _gd_key= _gd_flags= _gd_old= IFS=$'\n'
  local -i _gd_i=-1
  if _gd_is_plain; then return; fi
  _gd_keys=() _gd_lines=()
  for _gd_old in $_gd_was; do
    _gd_i+=1
    _gd_key=\${_gd_old_keys[_gd_i]}
    case $_gd_old in
      ':declare -x '* | ":$_gd_key="* | :)
        _gd_keys+=("$_gd_key") _gd_lines+=("\${_gd_old_lines[_gd_i]}")
        continue
        ;;
    esac
    if [[ $_gd_key=\${!_gd_key-} == "\${_gd_old_lines[_gd_i]}" ]]; then continue; fi
    _gd_flags=\${_gd_old#:declare -}
    if [[ \${_gd_flags%% *} == *r* ]]; then _gd_readonly+=" $_gd_key"; else _gd_special+=" $_gd_key"; fi
  done
  _gd_states _gd_was
}

_gd_is_plain() { local LC_ALL=C _gd_re=$'\n:declare -([^x]|x[^ ])'; [[ ! $'\n'$_gd_was =~ $_gd_re ]]; }

_gd_diff() {
  local -a _gd_keys=() _gd_lines=() _gd_added=()
  local _gd_key= _gd_value=
  local -i _gd_i=-1 _gd_status=0
  _gd_load || return
  for _gd_key in "\${_gd_keys[@]}"; do
    _gd_i+=1
    _gd_value=\${_gd_lines[_gd_i]#*=}
    if [[ \${!_gd_key+set} && \${!_gd_key@a} == *x* && \${!_gd_key} == "$_gd_value" ]]; then continue; fi
    _gd_show - "$_gd_key" "$_gd_value"
    if [[ \${!_gd_key+set} ]]; then _gd_show + "$_gd_key" "\${!_gd_key}"; fi
    _gd_status=1
  done
  for _gd_key in "\${_gd_added[@]}"; do _gd_show + "$_gd_key" "\${!_gd_key}"; _gd_status=1; done
  return $_gd_status
}

_gd_show() {
  if _gd_is_credential "$2"; then builtin printf '%s%s=***\n' "$1" "$2"; else builtin printf '%s%s=%q\n' "$@"; fi
}

_gd_rollback() {
  local -a _gd_keys=() _gd_lines=() _gd_added=()
  local _gd_readonly= _gd_special= _gd_was= _gd_set=
  _gd_load || return
  _gd_states _gd_was
  _gd_skip_special
  if [[ $_gd_exact ]]; then _gd_unset_added; else _gd_set_lines; fi
  _gd_states _gd_set
  if [ "$_gd_was" = "$_gd_set" ]; then _gd_say "nothing differs from $_gd_name"
  else
    _gd_undo_keys="\${_gd_keys[*]}" _gd_undo_was=$_gd_was _gd_undo_now=$_gd_set
    _gd_say "rolled back to $_gd_name"
  fi
  if [[ \${#_gd_added[@]} -gt 0 ]]; then _gd_say "kept, since added later (--exact unsets them): \${_gd_added[*]}"; fi
  if [[ $_gd_special ]]; then _gd_say "not restored, being no plain strings here:$_gd_special"; fi
  if [[ $_gd_readonly ]]; then _gd_say "not restored, being read-only:$_gd_readonly"; fi
  [[ ! $_gd_special$_gd_readonly ]]
}

# Without a line, declare would print every variable.
_gd_set_lines() { if [[ \${#_gd_lines[@]} -gt 0 ]]; then declare -gx -- "\${_gd_lines[@]}"; fi; }

# Saved and added variables in one go; a name that is to be unset has no line.
_gd_unset_added() {
  local -a _gd_saved=("\${_gd_keys[@]}") _gd_saved_lines=("\${_gd_lines[@]}")
  local _gd_saved_was=$_gd_was
  _gd_keys=("\${_gd_added[@]}") _gd_lines=("\${_gd_added[@]/%/=}") _gd_added=()
  _gd_states _gd_was
  _gd_skip_special
  _gd_lines=("\${_gd_saved_lines[@]}")
  _gd_set_lines
  if [[ \${#_gd_keys[@]} -gt 0 ]]; then builtin unset -v "\${_gd_keys[@]}"; fi
  _gd_keys=("\${_gd_saved[@]}" "\${_gd_keys[@]}") _gd_was=$_gd_saved_was$_gd_was
}

_gd_undo() {
  local IFS=$' \n' _gd_key= _gd_was= _gd_now= _gd_is= _gd_text= _gd_merged= _gd_kept= _gd_value=
  local -a _gd_keys=($_gd_undo_keys) _gd_all_was=() _gd_all_now=() _gd_all_is=()
  local -i _gd_i=-1
  if [[ \${#_gd_keys[@]} -eq 0 ]]; then _gd_say 'no rollback to undo in this shell'; return 1; fi
  _gd_states _gd_is
  IFS=$'\n'
  _gd_all_was=($_gd_undo_was) _gd_all_now=($_gd_undo_now) _gd_all_is=($_gd_is)
  for _gd_key in "\${_gd_keys[@]}"; do
    _gd_i+=1
    _gd_was=\${_gd_all_was[_gd_i]#:} _gd_now=\${_gd_all_now[_gd_i]#:} _gd_is=\${_gd_all_is[_gd_i]#:}
    if [[ $_gd_is == "$_gd_was" || $_gd_was == "$_gd_now" ]]; then continue; fi
    if [[ $_gd_is == "$_gd_now" ]]; then
      case $_gd_was in
        '') _gd_text+="unset -v $_gd_key"$'\n' ;;
        'declare -'*[!=]=*) _gd_text+="declare -g\${_gd_was#declare -}"$'\n' ;;
        'declare -'*) _gd_text+="unset -v $_gd_key; declare -g\${_gd_was#declare -}"$'\n' ;;
        *) _gd_text+="declare -g +x $_gd_was"$'\n' ;;
      esac
    elif [[ $_gd_key == *PATH && $_gd_was == 'declare -x '*=* && $_gd_now == 'declare -x '*=* && $_gd_is == 'declare -x '*=* ]]; then
      _gd_merge_path
      _gd_merged+=" $_gd_key"
      declare -gx -- "$_gd_key=$_gd_value"
    else
      _gd_kept+=" $_gd_key"
    fi
  done
  builtin eval "$_gd_text"
  _gd_undo_keys= _gd_undo_was= _gd_undo_now=
  _gd_say 'the last rollback is undone'
  if [[ $_gd_merged ]]; then _gd_say "later changes are kept in:$_gd_merged"; fi
  if [[ $_gd_kept ]]; then _gd_say "left as they are, since changed after the rollback:$_gd_kept"; fi
}

# Sets _gd_value to the list in _gd_was with what was added to and removed from that in _gd_now since, as _gd_is has it: an
# added element stays behind its predecessor.
_gd_merge_path() {
  local IFS=: _gd_old= _gd_new= _gd_mine= _gd_element=
  local -a _gd_list=()
  local -i _gd_at=0 _gd_j=0
  builtin eval "_gd_old=\${_gd_was#*=} _gd_new=\${_gd_now#*=} _gd_mine=\${_gd_is#*=}"
  _gd_old+=:
  for _gd_element in $_gd_old; do
    if [[ :$_gd_new: == *":$_gd_element:"* && :$_gd_mine: != *":$_gd_element:"* ]]; then continue; fi
    _gd_list+=("$_gd_element")
  done
  _gd_mine+=:
  for _gd_element in $_gd_mine; do
    for ((_gd_j = 0; _gd_j < \${#_gd_list[@]}; _gd_j++)); do
      if [[ \${_gd_list[_gd_j]} == "$_gd_element" ]]; then _gd_at=_gd_j+1; continue 2; fi
    done
    if [[ :$_gd_new: == *":$_gd_element:"* ]]; then continue; fi
    _gd_list=("\${_gd_list[@]:0:_gd_at}" "$_gd_element" "\${_gd_list[@]:_gd_at}")
    _gd_at+=1
  done
  _gd_value="\${_gd_list[*]}"
}

`;
}
