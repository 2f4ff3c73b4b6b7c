/** Lines that help shows after a command's options; each can be typed as it stands. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, does: string])[]>> = {
  '': [
    ['godrift check', 'what has drifted here, and what to do about it'],
    ['godrift explain', 'which Go runs here and why'],
    ['godrift init', 'put it into this repository, its hooks and its CI'],
    ['eval "$(godrift completion bash)"', 'complete commands and options'],
  ],
  init: [
    ['godrift init --dry-run', 'the diff, and nothing else'],
    ['godrift init --yes', 'write without asking'],
    ['godrift init --remove --yes', 'leave the repository as it was'],
  ],
  check: [
    ['godrift check ./...', 'every module below, as a table'],
    ['godrift check --only go_version --fail-on error', 'only the toolchain, and only what breaks a build'],
    ['godrift check --format sarif > godrift.sarif', 'for code scanning'],
    ['godrift check --since main', 'and what this branch declares otherwise'],
    ['godrift check --online', 'and how far behind this Go is'],
  ],
  explain: [
    ['godrift explain GOFLAGS', 'one setting, and every place that has a say in it'],
    ['godrift explain --json', 'for programs'],
  ],
  collect: [
    ['godrift collect', 'watch the working directory'],
    ['godrift collect --once', 'the metrics, once'],
  ],
  baseline: [
    ['godrift baseline write', 'approve what is here: commit .godrift/baseline.snap'],
    [
      'godrift baseline accept build_env.GOFLAGS --owner ann --reason "until the linker is fixed" --until 2026-12-31',
      'let a finding stand',
    ],
  ],
  rollback: [
    ['godrift rollback sdk --to previous --dry-run', 'the plan'],
    ['eval "$(godrift rollback sdk --to go1.26.8)"', 'another SDK in this shell'],
  ],
  completion: [
    ['eval "$(godrift completion bash)"', 'in ~/.bashrc; zsh alike, after compinit'],
    ['godrift completion fish | source', 'in config.fish'],
  ],
};
