/** What runs before each prompt, by builtins only, and how it gets there. fish itself keeps `$status`. */
export function fishPrompt(): string {
  return String.raw`function _gd_prompt --on-event fish_prompt
    if not test -e $_gd_marker; and test -O $_gd_dir/.hook.fish; and test -O $_gd_dir
        _gd_reload
    end
    test -e $_gd_dir/.request; and _gd_look_at_request
    test -n "$GODRIFT_PROMPT"; and _gd_segment
    return 0
end

# A newer hook has been written: its marker has taken the place of this one's.
function _gd_reload
    builtin source $_gd_dir/.hook.fish
    test -e $_gd_marker; or set -g _gd_marker $_gd_dir/.hook.fish
end

# Prints the two lines of the request.
function _gd_read_request
    if test -O $_gd_dir/.request
        read -L _gd_asked _gd_wish <$_gd_dir/.request
        builtin printf '%s\n' $_gd_asked $_gd_wish
    end
end

function _gd_look_at_request
    set -l _gd_request (_gd_read_request)
    if test "$_gd_request[1]" = "$_gd_asked"; or not string match -q '#ENVSNAP-REQUEST v1 *' -- "$_gd_request[1]"
        return
    end
    set -g _gd_asked $_gd_request[1]
    set -l _gd_wish (string match -rg '^rollback (.+)$' -- "$_gd_request[2]"); and envsnap --rollback=$_gd_wish
end

# GODRIFT_SEGMENT is for the prompt: only numbers and known words get into it. fish has no clock: the file's age counts.
function _gd_segment
    set -g GODRIFT_SEGMENT
    set -l _gd_line
    test -O $_gd_state/prompt; and read _gd_line <$_gd_state/prompt
    set -l _gd_words (string match -rg '^v1 [0-9]{1,12} ([0-9]{1,9}) (none|info|warning|error|critical)$' -- "$_gd_line"); or return
    if test (builtin path mtime -R -- $_gd_state/prompt) -gt 900
        set -g GODRIFT_SEGMENT '[godrift: ?] '
    else if test $_gd_words[1] -gt 0
        set -g GODRIFT_SEGMENT "[godrift: $_gd_words[1] $_gd_words[2]] "
    end
end

if not set -q _gd_asked
    set -l _gd_request (_gd_read_request)
    set -g _gd_asked "$_gd_request[1]"
end
`;
}
