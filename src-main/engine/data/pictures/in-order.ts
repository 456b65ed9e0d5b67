/**
 * Works on several items at a time and hands the results on in the items' order. When it is left early, it waits for what
 * is under way.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  atATime: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = [];
  try {
    for (const item of items) {
      const result = work(item);
      // Whoever awaits it later hears of its failure; until then it is nobody's unhandled rejection.
      result.catch(() => {});
      underWay.push(result);
      if (underWay.length >= atATime) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}
