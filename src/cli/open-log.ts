import type { Logger } from 'pino';

/** The collector's log: JSON lines on stderr. */
export async function openLog(level: string): Promise<Logger> {
  const { pino } = await import('pino');
  return pino({ name: 'godrift', level }, pino.destination({ dest: 2, sync: true }));
}
