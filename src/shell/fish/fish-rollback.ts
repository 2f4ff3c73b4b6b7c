/** `--diff`, `--rollback` and `--undo`: they start no process. */
export function fishRollback(): string {
  return String.raw`function _gd_diff
    set -l _gd_keys
    set -l _gd_values
    set -l _gd_added
    _gd_load $argv[1]; or return
    set -l _gd_status 0
    set -l _gd_key
    for _gd_key in $_gd_keys
        set -l _gd_value $_gd_values[1]
        set -e _gd_values[1]
        if set -qx $_gd_key; and test "$$_gd_key" = "$_gd_value"
            continue
        end
        _gd_show - $_gd_key "$_gd_value"
        set -q $_gd_key; and _gd_show + $_gd_key "$$_gd_key"
        set _gd_status 1
    end
    for _gd_key in $_gd_added
        _gd_show + $_gd_key "$$_gd_key"
        set _gd_status 1
    end
    return $_gd_status
end

function _gd_show
    string match -qr $_gd_credential -- $argv[2]; and set argv[3] '***'; or set argv[3] (string escape -- "$argv[3]")
    builtin printf '%s%s=%s\n' $argv
end

# Whether the lists named are the same: joined alone, ("a b" "c") would be ("a" "b c").
function _gd_same --no-scope-shadowing
    test "$$argv[1]" = "$$argv[2]"; and test "$(string length -- $$argv[1])" = "$(string length -- $$argv[2])"
end

# Sets the list $argv[1] to the values of the other arguments. One eval for all; they are names and nothing else by then.
function _gd_states --no-scope-shadowing
    eval set $argv[1] '"$'$argv[2..]'"'
end

function _gd_rollback
    set -l _gd_keys
    set -l _gd_values
    set -l _gd_added
    _gd_load $argv[1]; or return
    set -l _gd_failed
    set -l _gd_was
    set -l _gd_is
    set -l _gd_key
    _gd_states _gd_was $_gd_keys
    set -l _gd_kinds (_gd_kinds_of $_gd_keys)
    set -l _gd_rest $_gd_values
    begin
        for _gd_key in $_gd_keys
            set -gx $_gd_key $_gd_rest[1]
            set -e _gd_rest[1]
        end
    end 2>/dev/null
    _gd_states _gd_is $_gd_keys
    if test (builtin count $argv) = 2; and set -q _gd_added[1]
        # A name without a new value is one that was unset.
        set -l _gd_old
        _gd_states _gd_old $_gd_added
        set -a _gd_keys $_gd_added
        set -a _gd_was $_gd_old
        set -a _gd_kinds (string replace -r '.*' x -- $_gd_added)
        set -eg $_gd_added
        set _gd_added
    end
    if _gd_same _gd_was _gd_is; and not string match -qv x $_gd_kinds
        _gd_say "nothing differs from $argv[1]"
    else
        set -g _gd_undo_keys $_gd_keys
        set -g _gd_undo_was $_gd_was
        set -g _gd_undo_now $_gd_is
        set -g _gd_undo_kinds $_gd_kinds
        _gd_say "rolled back to $argv[1]"
    end
    if not _gd_same _gd_is _gd_values
        for _gd_key in $_gd_keys[1..(builtin count $_gd_values)]
            test "$_gd_is[1]" = "$_gd_values[1]"; or set -a _gd_failed $_gd_key
            set -e _gd_is[1] _gd_values[1]
        end
    end
    set -q _gd_added[1]; and _gd_say "kept, since added later (--exact unsets them): $_gd_added"
    set -q _gd_failed[1]; and _gd_say "not restored, being read-only: $_gd_failed"
    not set -q _gd_failed[1]
end

# Prints what each of these variables is: x, global and exported; g, global; l, a list in global scope, exported as one string;
# o, unset or of another scope.
function _gd_kinds_of
    if set -qgx $argv; and not _gd_has_list $argv
        string replace -r '.*' x -- $argv
        return
    end
    for _gd_key in $argv
        if set -qgx $_gd_key
            _gd_has_list $_gd_key; and builtin echo l; or builtin echo x
        else
            set -qgu $_gd_key; and builtin echo g; or builtin echo o
        end
    end
end

# set -q counts what is not there, up to 255.
function _gd_has_list
    set -l _gd_names (string match -v '*PATH' -- $argv)'[2]'
    set -q _gd_names[1]; or return
    set -q $_gd_names
    test $status != (builtin count $_gd_names)
end

function _gd_undo
    if not set -q _gd_undo_keys[1]
        _gd_say 'no rollback to undo in this shell'
        return 1
    end
    set -l _gd_merged
    set -l _gd_kept
    set -l _gd_key
    for _gd_key in $_gd_undo_keys
        set -l _gd_old $_gd_undo_was[1]
        set -l _gd_kind $_gd_undo_kinds[1]
        set -l _gd_new $_gd_undo_now[1]
        set -e _gd_undo_was[1] _gd_undo_kinds[1]
        if not set -q _gd_new[1]
            set -q $_gd_key; and set -a _gd_kept $_gd_key; or set -gx $_gd_key $_gd_old
            continue
        end
        set -e _gd_undo_now[1]
        if test $_gd_kind = x; and test "$_gd_old" = "$_gd_new"
            continue
        end
        if set -qgx $_gd_key; and test "$$_gd_key" = "$_gd_new"
            switch $_gd_kind
                case x
                    set -gx $_gd_key $_gd_old
                case l
                    set -gx $_gd_key (string split ' ' -- $_gd_old)
                case g
                    set -gu $_gd_key $_gd_old
                case o
                    set -eg $_gd_key
            end
        else if set -qgx $_gd_key; and test $_gd_kind = x; and string match -q '*PATH' $_gd_key
            set -gx $_gd_key (_gd_merge_path "$_gd_old" "$_gd_new" "$$_gd_key")
            set -a _gd_merged $_gd_key
        else if set -q $_gd_key; or test $_gd_kind != o
            set -a _gd_kept $_gd_key
        end
    end
    set -e _gd_undo_keys _gd_undo_was _gd_undo_now _gd_undo_kinds
    _gd_say 'the last rollback is undone'
    set -q _gd_merged[1]; and _gd_say "later changes are kept in: $_gd_merged"
    set -q _gd_kept[1]; and _gd_say "left as they are, since changed after the rollback: $_gd_kept"
    return 0
end

# Prints the list $argv[1] with what was added to and removed from $argv[2] since, as $argv[3] has it: an added element stays
# behind its predecessor.
function _gd_merge_path
    set -l _gd_new (string split : -- $argv[2])
    set -l _gd_mine (string split : -- $argv[3])
    set -l _gd_list
    set -l _gd_element
    for _gd_element in (string split : -- $argv[1])
        if not builtin contains -- $_gd_element $_gd_new; or builtin contains -- $_gd_element $_gd_mine
            set -a _gd_list $_gd_element
        end
    end
    set -l _gd_front
    for _gd_element in $_gd_mine
        set -l _gd_at (builtin contains -i -- $_gd_element $_gd_list)
        if test -n "$_gd_at"
            set -a _gd_front $_gd_list[1..$_gd_at]
            set -e _gd_list[1..$_gd_at]
        else if not builtin contains -- $_gd_element $_gd_new; and not builtin contains -- $_gd_element $_gd_front
            set -a _gd_front $_gd_element
        end
    end
    string join : -- $_gd_front $_gd_list
end

`;
}
