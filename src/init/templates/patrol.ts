import { SCRIPT } from './command-lines.ts';

/** Files for machines that build without CI: a daily check, by systemd or by cron. None of them names a directory. */
export function patrolFiles(): Readonly<Record<string, string>> {
  return {
    '.godrift/patrol/godrift-patrol@.service': `# The daily patrol of one project: its directory is the instance's name, written as systemd escapes paths.
# From the project's directory:
#   mkdir -p ~/.config/systemd/user && cp .godrift/patrol/godrift-patrol@.* ~/.config/systemd/user/
#   systemctl --user daemon-reload
#   systemctl --user enable --now "godrift-patrol@$(systemd-escape --path "$PWD").timer"
[Unit]
Description=Go environment of %f

[Service]
Type=oneshot
WorkingDirectory=%f
ExecStart=/bin/sh -lc 'exec sh ./${SCRIPT}'
`,
    '.godrift/patrol/godrift-patrol@.timer': `# See godrift-patrol@.service.
[Unit]
Description=Daily look at the Go environment of %f

[Timer]
OnCalendar=daily
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
`,
    '.godrift/patrol/crontab': `# The daily patrol where there is no systemd: cron mails what a check says when it fails. From the project's directory:
#   (crontab -l 2>/dev/null; sed "s|@DIR@|$PWD|" .godrift/patrol/crontab | grep -v '^#') | crontab -
23 5 * * * cd '@DIR@' && out=$(sh -l ./${SCRIPT} 2>&1) || printf '\\%s\\n' "$out"
`,
  };
}
