import { CODE_CARRYING, nameRegex, VOLATILE } from '../excluded-names.ts';
import { fishQuote } from '../fish-quote.ts';
import type { HookTexts } from '../render-hook.ts';
import { fishPrompt } from './fish-prompt.ts';
import { fishRollback } from './fish-rollback.ts';
import { fishSnapshot } from './fish-snapshot.ts';

/** The hook for fish 3.6 and newer; every name of its own begins with `_gd_`. fish lets nobody redefine `set`, `string`, `test`, `read`. */
export function fishHook({ stateDir, id }: HookTexts): string {
  return `${start({ stateDir, id })}${fishSnapshot()}${fishRollback()}${fishPrompt()}`;
}

const start = ({ stateDir, id }: HookTexts) => String.raw`set -g _gd_id ${id}
set -g _gd_state ${fishQuote(stateDir)}
set -g _gd_dir $_gd_state/env
set -g _gd_marker $_gd_dir/.hook.fish.$_gd_id
set -g _gd_code '^(?:${nameRegex(CODE_CARRYING)})$'
set -g _gd_never '^(?:${nameRegex([...VOLATILE, ...CODE_CARRYING])})$'

function _gd_say
    builtin printf 'envsnap: %s\n' "$argv" >&2
end

function envsnap
    set -l _gd_action
    set -l _gd_name
    set -l _gd_exact
    set -l _gd_include
    set -l _gd_arg
    for _gd_arg in $argv
        switch $_gd_arg
            case --exact
                set _gd_exact 1
                continue
            case '--include=*'
                set -a _gd_include (string split -n , -- (string replace -r '^[^=]*=' '' -- "$_gd_arg"))
                continue
            case --init --list --undo '--save=*' '--diff=*' '--rollback=*'
            case '*'
                _gd_usage
                return 2
        end
        if set -q _gd_action[1]
            _gd_usage
            return 2
        end
        set _gd_action (string replace -r '(?s)=.*' '' -- "$_gd_arg")
        if string match -q '*=*' -- "$_gd_arg"
            set _gd_name (string replace -r '^[^=]*=' '' -- "$_gd_arg")
            if not _gd_is_name $_gd_name
                _gd_say 'a NAME is 1 to 64 letters, digits, ".", "_" or "-", and begins with neither "." nor "-"'
                return 2
            end
        end
    end
    if set -q _gd_exact[1]; and test "$_gd_action" != --rollback; or set -q _gd_include[1]; and not builtin contains -- "$_gd_action" --save --init
        _gd_usage
        return 2
    end
    switch "$_gd_action"
        case --init
            _gd_init
        case --save
            _gd_save "$_gd_name" $_gd_include
        case --list
            _gd_list
        case --diff
            _gd_diff "$_gd_name"
        case --rollback
            _gd_rollback "$_gd_name" $_gd_exact
        case --undo
            _gd_undo
        case '*'
            _gd_usage
            return 2
    end
end

# Of a name with a newline, a list is left.
function _gd_is_name
    test (builtin count $argv) = 1; and string match -qr '^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\z' -- $argv[1]
end

function _gd_usage
    _gd_say 'usage: envsnap --init | --save=NAME [--include=VAR] | --list | --diff=NAME | --rollback=NAME [--exact] | --undo'
end

`;
