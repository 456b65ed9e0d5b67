import type { Act } from './drawing-turns';

/**
 * Passes on the newest value of each key whenever it is its turn. What is between two turns is not missed:
 * each value is the whole state of its thing.
 *
 * @param next asks for a turn
 */
export function paced<T>(next: (act: Act) => void, pass: (value: T) => void) {
  const waiting = new Map<string, T>();
  let isAsked = false;
  const flush = () => {
    const values = [...waiting.values()];
    waiting.clear();
    for (const value of values) pass(value);
  };
  return {
    later(key: string, value: T): void {
      waiting.set(key, value);
      if (isAsked) return;
      isAsked = true;
      next(() => {
        isAsked = false;
        return flush;
      });
    },
    /** What waits of it. */
    waiting: (key: string): T | undefined => waiting.get(key),
    /** What waits of it, which is not passed on any more. */
    take(key: string): T | undefined {
      const value = waiting.get(key);
      waiting.delete(key);
      return value;
    },
    /** Something newer is known of it. */
    forget: (key: string): boolean => waiting.delete(key),
  };
}
