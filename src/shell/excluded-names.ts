/** A name, or one that begins so and goes on (`XDG_SESSION_*`); `?` is a digit. */
type NamePattern = string;

const words = (text: string): readonly NamePattern[] => text.trim().split(/\s+/);

/** They belong to one process, terminal or session: neither saved nor put back. */
export const VOLATILE = words(`
  _ PWD OLDPWD SHLVL COLUMNS LINES TERM COLORTERM TTY GPG_TTY WINDOW WINDOWID WINDOWPATH DISPLAY WAYLAND_DISPLAY
  DESKTOP_STARTUP_ID SESSION_MANAGER STY TMUX TMUX_PANE VTE_VERSION SECURITYSESSIONID INVOCATION_ID JOURNAL_STREAM
  XDG_VTNR XDG_SEAT DBUS_SESSION_BUS_ADDRESS TRACEPARENT TRACESTATE GODRIFT_INIT GODRIFT_SEGMENT
  XDG_SESSION_* SSH_* TERM_* KITTY_* ITERM_* KONSOLE_* ALACRITTY_* WEZTERM_*
`);

/** Their values run code, or steer a shell: never saved, and a snapshot that has one is refused. */
export const CODE_CARRYING = words(`
  LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES ENV NODE_OPTIONS PERL5OPT PERL5DB PYTHONSTARTUP RUBYOPT
  JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS LESSOPEN LESSCLOSE
  BASH* COMP_* READLINE_* ZLE_* ZSH_* ZDOTDIR INPUTRC IFS SHELLOPTS POSIXLY_CORRECT GLOBIGNORE EXECIGNORE
  PS? PROMPT PROMPT_* PROMPT? RPROMPT RPROMPT? RPS? SPROMPT TIMEFORMAT TIMEFMT WATCHFMT WORDCHARS
  MAILPATH MAILCHECK NULLCMD READNULLCMD FPATH MODULE_PATH FUNCNEST TMOUT OPTARG OPTERR OPTIND REPLY MAPFILE
  DIRSTACK GROUPS RANDOM SRANDOM SECONDS LINENO UID EUID GID EGID PPID USERNAME ARGV0 CMD_DURATION FISH_VERSION
  fpath path argv status pipestatus history umask module_path precmd_functions preexec_functions fish_* __fish*
  _gd_* __gd_*
`);

/** Parts of names that look like credentials, upper case: only `--include` saves such a variable. */
export const CREDENTIAL_LIKE = words(`
  TOKEN SECRET PASSW CREDENTIAL AUTH APIKEY API_KEY ACCESSKEY ACCESS_KEY PRIVATEKEY PRIVATE_KEY
`);

/** Patterns as one alternation of an extended regular expression. */
export function nameRegex(patterns: readonly NamePattern[]): string {
  return patterns.map((pattern) => pattern.replace('*', '[A-Za-z0-9_]*').replace('?', '[0-9]')).join('|');
}

/** Patterns as alternatives of `case` in bash and zsh. */
export function nameCases(patterns: readonly NamePattern[]): string {
  return patterns.map((pattern) => pattern.replace('?', '[0-9]')).join(' | ');
}

/** Whether a name is one of these. */
export function nameMatches(patterns: readonly NamePattern[], name: string): boolean {
  return new RegExp(`^(?:${nameRegex(patterns)})$`).test(name);
}
