import type { DiagLogger } from '@opentelemetry/api';

export interface WarnOptions {
  readonly warn: (line: string) => void;
  /** No more than one line in this time; Infinity: one in all. */
  readonly quietMs: number;
}

/** Says why telemetry fails in one line, and not again for a while. */
export function quietWarner({ warn, quietMs }: WarnOptions): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    const now = performance.now();
    if (now - last < quietMs) return;
    last = now;
    warn(line);
  };
}

/** The SDK's diagnostics: errors and warnings become one of a few sentences, the rest is dropped. */
export function diagnosticLogger(
  warn: (line: string) => void,
  onWarning: (message: string) => void = () => {},
): DiagLogger {
  const say = (...parts: unknown[]) => warn(diagnose(parts));
  const drop = () => {};
  const sayAndHear = (message: string, ...parts: unknown[]) => {
    onWarning(message);
    say(message, ...parts);
  };
  return { error: say, warn: sayAndHear, info: drop, debug: drop, verbose: drop };
}

/**
 * One line from a closed set. The SDK's own messages hold stack traces, URLs, header values and whatever a server
 * answered: only known words are taken from them.
 */
export function diagnose(parts: readonly unknown[]): string {
  const text = parts.map(textOf).join(' ');
  const code = NETWORK_CODE.exec(text)?.[0];
  const status = /"code":"(\d{3})"/.exec(text)?.[1];
  const variable = /\bOTEL_[A-Z0-9_]+/.exec(text)?.[0];
  if (code !== undefined) return `telemetry could not be sent: ${code}`;
  if (status !== undefined) return `telemetry could not be sent: HTTP ${status}`;
  if (/CERT|certificate|self.signed/i.test(text))
    return 'telemetry could not be sent: the certificate is not accepted';
  if (/timed? ?out/i.test(text)) return 'telemetry could not be sent: no answer in time';
  if (/partial success/i.test(text)) return 'the endpoint did not accept all telemetry';
  if (variable !== undefined) return `telemetry: the value of ${variable} is not usable`;
  return 'telemetry could not be sent';
}

const NETWORK_CODE =
  /\bE(?:CONNREFUSED|CONNRESET|NOTFOUND|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN|PIPE|PROTO)\b/;

function textOf(part: unknown): string {
  return part instanceof Error ? `${part.name}: ${part.message}` : String(part);
}
