import { posixQuote } from '../../domain/posix-quote.ts';
import type { HookTexts } from '../render-hook.ts';
import { shellCode } from '../shell-code.ts';
import { zshPrompt } from './zsh-prompt.ts';
import { zshRollback } from './zsh-rollback.ts';
import { zshSnapshot } from './zsh-snapshot.ts';

/**
 * The hook for zsh 5.3 and newer; every name of its own begins with `_gd_`. The functions get their own options at every
 * call (sticky emulation), whatever the user's are: `ksh_arrays`, `no_clobber`, `err_exit` …; aliases have no say either.
 */
export function zshHook({ stateDir, id }: HookTexts): string {
  const code = `${start({ stateDir, id })}${zshSnapshot()}${zshRollback()}${zshPrompt()}`;
  return `\\builtin emulate zsh ${OPTIONS.map((option) => `-o ${option}`).join(' ')} -c ${posixQuote(code)}\n`;
}

const OPTIONS = [
  ...[
    'extended_glob',
    'no_multibyte',
    'no_aliases',
    'no_err_exit',
    'no_err_return',
    'no_xtrace',
    'no_verbose',
  ],
  ...[
    'no_all_export',
    'no_warn_create_global',
    'typeset_silent',
    'null_glob',
    'unset',
    'clobber',
    'no_rc_quotes',
  ],
];

const start = ({ stateDir, id }: HookTexts) => shellCode`builtin zmodload zsh/parameter zsh/datetime
typeset -g +x _gd_id=${id} _gd_state=${posixQuote(stateDir)}
typeset -g +x _gd_dir=$_gd_state/env
typeset -g +x _gd_marker=$_gd_dir/.hook.zsh.$_gd_id
typeset -g +x _gd_inited=\${_gd_inited-}
(( \${+_gd_undo_keys} )) || typeset -ga _gd_undo_keys=() _gd_undo_was=() _gd_undo_types=() _gd_undo_now=()

_gd_say() { builtin print -ru2 -- "envsnap: $*" }

envsnap() {
  local _gd_action= _gd_name= _gd_exact= _gd_include= _gd_arg=
  for _gd_arg; do
    case $_gd_arg in
      (--exact) _gd_exact=1; continue ;;
      (--include=*) _gd_include+=",\${_gd_arg#*=},"; continue ;;
      (--init | --list | --undo | --save=* | --diff=* | --rollback=*) ;;
      (*) _gd_usage; return 2 ;;
    esac
    if [[ -n $_gd_action ]]; then _gd_usage; return 2; fi
    _gd_action=\${_gd_arg%%\=*}
    case $_gd_arg in (*=*) _gd_name=\${_gd_arg#*=}; _gd_check_name || return 2 ;; esac
  done
  if [[ -n $_gd_exact && $_gd_action != --rollback || -n $_gd_include && $_gd_action != --(save|init) ]]; then
    _gd_usage
    return 2
  fi
  case $_gd_action in
    (--init) _gd_init ;;
    (--save) _gd_save ;;
    (--list) _gd_list ;;
    (--diff) _gd_diff ;;
    (--rollback) _gd_rollback ;;
    (--undo) _gd_undo ;;
    (*) _gd_usage; return 2 ;;
  esac
}

_gd_usage() {
  _gd_say "usage: envsnap --init | --save=NAME [--include=VAR] | --list | --diff=NAME | --rollback=NAME [--exact] | --undo"
}

_gd_is_name() { [[ $_gd_name == [A-Za-z0-9_][A-Za-z0-9._-]# && \${#_gd_name} -le 64 ]] }

_gd_check_name() {
  if _gd_is_name; then return; fi
  _gd_say "a NAME is 1 to 64 letters, digits, \".\", \"_\" or \"-\", and begins with neither \".\" nor \"-\""
  return 1
}

`;
