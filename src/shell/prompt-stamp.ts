export interface PromptStamp {
  /** Older than 15 minutes, the prompt says that it does not know. */
  readonly writtenAt: Date;
  /** Findings that count, over all projects of the host. */
  readonly findings: number;
  /** The gravest; `none` without findings. */
  readonly severity: 'none' | 'info' | 'warning' | 'error' | 'critical';
}

/** In the state directory; to be replaced atomically. */
export const PROMPT_STAMP_FILE = 'prompt';

/** The one line of the file `prompt`: `v1 <Unix seconds> <findings> <severity>`. */
export function renderPromptStamp({ writtenAt, findings, severity }: PromptStamp): string {
  return `v1 ${Math.floor(writtenAt.getTime() / 1_000)} ${findings} ${severity}\n`;
}
