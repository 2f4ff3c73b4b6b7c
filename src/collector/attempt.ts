import { messageOf } from './unknown-project.ts';

/** Runs an effect that may fail; null then. What fails is told once, until it works or fails otherwise. */
export type Attempt = <T>(what: string, effect: () => Promise<T>) => Promise<T | null>;

export function createAttempt(warn: (line: string) => void): Attempt {
  const told = new Map<string, string>();
  return async (what, effect) => {
    try {
      const result = await effect();
      told.delete(what);
      return result;
    } catch (cause) {
      const message = messageOf(cause);
      if (told.get(what) !== message) warn(message);
      told.set(what, message);
      return null;
    }
  };
}
