import { en, type Messages } from './en.ts';

/** The catalogue for the language of an environment, by POSIX's order of variables; English for all others. */
export async function loadMessages(env: Readonly<Record<string, string | undefined>>): Promise<Messages> {
  return isChinese(env) ? (await import('./zh.ts')).zh : en;
}

export function isChinese({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Readonly<Record<string, string | undefined>>): boolean {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '');
}
