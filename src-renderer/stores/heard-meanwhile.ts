/** Notes what is heard while everything is being fetched: the list that comes then may be older. */
export function heardMeanwhile<T>() {
  const open = new Set<T[]>();
  return {
    note(its: T): void {
      for (const heard of open) heard.push(its);
    },
    /** What is fetched, and what was heard until it came, in order. */
    async during<Fetched>(fetching: Promise<Fetched>): Promise<[Fetched, readonly T[]]> {
      const heard: T[] = [];
      open.add(heard);
      try {
        return [await fetching, heard];
      } finally {
        open.delete(heard);
      }
    },
  };
}
