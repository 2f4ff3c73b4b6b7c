import { CREDENTIAL_LIKE } from '../excluded-names.ts';

// A variable longer than the kernel takes as one string (128 KiB) would let no program start.
const MAX_CHARACTERS = '131072';

// Bytes that are no text in the shell's locale are U+F600 + byte in fish's strings.
const byte = (from: string, to = from) => `[\\x{F6${from}}-\\x{F6${to}}]`;
const UTF8 = [
  '[^\\x{F600}-\\x{F6FF}]',
  byte('C2', 'DF') + byte('80', 'BF'),
  byte('E0') + byte('A0', 'BF') + byte('80', 'BF'),
  `[\\x{F6E1}-\\x{F6EC}\\x{F6EE}\\x{F6EF}]${byte('80', 'BF')}{2}`,
  byte('ED') + byte('80', '9F') + byte('80', 'BF'),
  `${byte('F0')}${byte('90', 'BF')}${byte('80', 'BF')}{2}`,
  `${byte('F1', 'F3')}${byte('80', 'BF')}{3}`,
  `${byte('F4')}${byte('80', '8F')}${byte('80', 'BF')}{2}`,
].join('|');

/** Reading, writing and listing snapshots: whole lists at once, since a command for each line costs more. */
export function fishSnapshot(): string {
  return String.raw`set -g _gd_time '^#SNAPSHOT v1 \d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{3}Z\z'
set -g _gd_utf8 '(?s)\A(${UTF8})*+\z'
set -g _gd_credential '(?i)${CREDENTIAL_LIKE.join('|')}'

# Sets _gd_keys and _gd_values, unescaped, and _gd_added, the exported variables that the snapshot does not have; all are the
# caller's own.
function _gd_load --no-scope-shadowing
    set -l _gd_file $_gd_dir/$argv[1].snap
    set -l _gd_problem (_gd_file_problem $_gd_file $argv[1])
    if set -q _gd_problem[1]
        _gd_say $_gd_problem
        return 2
    end
    set -l _gd_lines
    read -z _gd_lines <$_gd_file
    set _gd_lines (string split -n \n -- $_gd_lines)
    set -e _gd_lines[1]
    set -l _gd_simple 1
    if string match -qrv '^[A-Za-z_][A-Za-z0-9_]*=[ -\[\]-~]*+$' -- $_gd_lines
        set _gd_simple 0
        set _gd_lines (string match -rv '^(#.*|[ \t]*)$' -- $_gd_lines)
        set _gd_problem (_gd_lines_problem $_gd_lines)
    end
    set _gd_keys (string replace -r '=.*' '' -- $_gd_lines)
    if not set -q _gd_problem[1]; and string match -qr $_gd_never -- $_gd_keys
        set _gd_problem (string match -r $_gd_code -- $_gd_keys)[1]
        if set -q _gd_problem[1]
            set _gd_problem "a snapshot must not set $_gd_problem"
        else
            set _gd_keys (string match -rv $_gd_never -- $_gd_keys)
            set _gd_lines (string match -rv (string replace -r '[$]\z' = -- $_gd_never) -- $_gd_lines)
        end
    end
    if not set -q _gd_problem[1]
        set -l _gd_exported (set -nx)
        set -l _gd_any "^(?:$(string join '|' -- $_gd_keys))\$"
        if test "$(string match -r $_gd_any -- $_gd_exported)" != "$(string match -r '^[^=]+' -- $_gd_lines)"
            set _gd_problem (_gd_order_problem $_gd_keys)
        end
        set _gd_added (string match -rv "$_gd_any|$_gd_never|$_gd_credential" -- $_gd_exported)
    end
    if set -q _gd_problem[1]
        _gd_say $_gd_file is refused: $_gd_problem
        return 2
    end
    set _gd_values (string replace -r '^[^=]*=' '' -- $_gd_lines)
    if test $_gd_simple = 0
        set -l _gd_escaped $_gd_values
        set _gd_values
        set -l _gd_value
        for _gd_value in $_gd_escaped
            if string match -qr '\\\\' -- $_gd_value
                set _gd_value (_gd_unescape $_gd_value | string collect -N -a)
            end
            set -a _gd_values "$_gd_value"
        end
    end
    return 0
end

function _gd_file_problem
    if not test -f $argv[1]
        builtin echo "there is no snapshot $argv[2] (envsnap --list)"
    else if not test -O $argv[1]; or not test -r $argv[1]
        builtin echo "$argv[1] is refused: it is not your own"
    else if string match -qr '[\x00\r]' <$argv[1]
        builtin echo "$argv[1] is refused: NUL character or carriage return"
    else
        set -l _gd_header
        read _gd_header <$argv[1]
        string match -qr $_gd_time -- "$_gd_header"
        or builtin echo "$argv[1] is refused: line 1 must be \"#SNAPSHOT v1 <time>\""
    end
end

# Prints what is wrong with these lines.
function _gd_lines_problem
    set -l _gd_bad
    if string match -qrv '^[A-Za-z_][A-Za-z0-9_]*=' -- $argv
        builtin echo 'a line is not NAME=value'
    else if set _gd_bad (string match -rv '^([^\\\\]|\\\\[nr=\\\\])*+$' -- $argv)
        builtin echo (string replace -r '=.*' '' -- $_gd_bad[1]) has an unknown escape
    else if set _gd_bad (string match -rv $_gd_utf8 -- $argv)
        builtin echo (string replace -r '=.*' '' -- $_gd_bad[1]) is not UTF-8
    else if string match -qr '(.{1024}){128}' -- $argv
        builtin echo 'a value is longer than a variable can be'
    end
end

# fish lists variables sorted bytewise and once each: these are variables of the function, with a prefix.
function _gd_order_problem
    set -l _gd_key
    for _gd_key in $argv
        set -f _gd_k_$_gd_key
    end
    if test "$(string match '_gd_k_*' -- (set -n))" != "$(string replace -r ^ _gd_k_ -- $argv)"
        builtin echo 'a name is not in order, or there twice'
    end
end

function _gd_unescape
    set -l _gd_part
    set -l _gd_text
    set -l _gd_backslash
    for _gd_part in (string split '\\\\' -- $argv[1])
        set _gd_part (string replace -a '\\=' = -- $_gd_part | string replace -a '\\r' \r | string split '\\n')
        set -l _gd_joined $_gd_part[1]
        set -e _gd_part[1]
        set -l _gd_line
        for _gd_line in $_gd_part
            set _gd_joined "$_gd_joined"\n"$_gd_line"
        end
        set _gd_text "$_gd_text$_gd_backslash$_gd_joined"
        set _gd_backslash \\
    end
    builtin printf %s "$_gd_text"
end

function _gd_init
    if set -q _gd_inited[1]
        return 0
    end
    if not set -q GODRIFT_INIT; or not test -f $_gd_dir/init.snap
        _gd_save init; or return
    end
    set -gx GODRIFT_INIT 1
    set -g _gd_inited 1
end

function _gd_save
    set -l _gd_name $argv[1]
    set -e argv[1]
    set -l _gd_names (string match -rv $_gd_never -- (set -nx))
    set -l _gd_left
    set -l _gd_long
    set -l _gd_text
    set -l _gd_key
    for _gd_key in $_gd_names
        if string match -qr $_gd_credential -- $_gd_key; and not builtin contains -- $_gd_key $argv
            set -a _gd_left $_gd_key
            continue
        end
        set -l _gd_value "$$_gd_key"
        if not string match -qr $_gd_utf8 -- "$_gd_value"; or test (string length -- "$_gd_value") -ge ${MAX_CHARACTERS}
            set -a _gd_long $_gd_key
            continue
        end
        set _gd_value (string split \n -- "$_gd_value")
        set _gd_value (string replace -a '\\' '\\\\' -- $_gd_value | string replace -a = '\\=' | string replace -a \r '\\r')
        set -a _gd_text $_gd_key=(string join '\\n' -- $_gd_value)
    end
    set -l _gd_umask $umask
    set umask 0077
    _gd_write $_gd_name $_gd_text
    set -l _gd_status $status
    set umask $_gd_umask
    if test $_gd_status != 0
        _gd_say "cannot write $_gd_dir/$_gd_name.snap"
        return 2
    end
    set -q _gd_left[1]; and _gd_say "left out, since they look like credentials (--include=VAR saves one): $_gd_left"
    set -q _gd_long[1]; and _gd_say "left out, since a snapshot cannot hold their values: $_gd_long"
    return 0
end

function _gd_write
    set -l _gd_file $_gd_dir/.$argv[1].$fish_pid.tmp
    set -l _gd_final $_gd_dir/$argv[1].snap
    command mkdir -p -- $_gd_dir; and test -O $_gd_dir; and not test -d $_gd_final; or return
    command chmod 700 $_gd_dir; and builtin printf '' >$_gd_file; or return
    # fish has no clock of its own, but the file that was just made has a time.
    set -l _gd_when (_gd_date (builtin path mtime -- $_gd_file))
    set argv[1] "#SNAPSHOT v1 $_gd_when"
    builtin printf '%s\n' $argv >$_gd_file; and command mv -f -- $_gd_file $_gd_final
end

# Days to a date as in Howard Hinnant's civil_from_days.
function _gd_date
    set -l _gd_z (builtin math "floor($argv[1] / 86400) + 719468")
    set -l _gd_e (builtin math "floor($_gd_z / 146097)")
    set -l _gd_d (builtin math "$_gd_z - $_gd_e * 146097")
    set -l _gd_y (builtin math "floor(($_gd_d - floor($_gd_d / 1460) + floor($_gd_d / 36524) - floor($_gd_d / 146096)) / 365)")
    set _gd_d (builtin math "$_gd_d - (365 * $_gd_y + floor($_gd_y / 4) - floor($_gd_y / 100))")
    set -l _gd_m (builtin math "floor((5 * $_gd_d + 2) / 153)")
    set _gd_d (builtin math "$_gd_d - floor((153 * $_gd_m + 2) / 5) + 1")
    set _gd_y (builtin math "$_gd_y + $_gd_e * 400")
    test $_gd_m -lt 10; and set _gd_m (builtin math $_gd_m + 3); or set _gd_m (builtin math $_gd_m - 9)
    test $_gd_m -lt 3; and set _gd_y (builtin math $_gd_y + 1)
    set -l _gd_s (builtin math "$argv[1] % 86400")
    builtin printf '%04d-%02d-%02dT%02d:%02d:%02d.000Z' $_gd_y $_gd_m $_gd_d (builtin math "floor($_gd_s / 3600)") (builtin math "floor($_gd_s % 3600 / 60)") (builtin math "$_gd_s % 60")
end

function _gd_list
    set -l _gd_file
    for _gd_file in $_gd_dir/*.snap
        set -l _gd_name (string replace -r '(?s)^.*/(.*)\.snap\z' '$1' -- $_gd_file)
        set -l _gd_line
        if test -f $_gd_file; and test -r $_gd_file; and _gd_is_name $_gd_name
            read _gd_line <$_gd_file
            string match -qr $_gd_time -- "$_gd_line"; and builtin printf '%s  %s\n' (string sub -s 14 -- $_gd_line) $_gd_name
        end
    end
end

`;
}
