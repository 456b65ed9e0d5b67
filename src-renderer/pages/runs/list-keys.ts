/** The row that a key leads to from another; undefined for keys that lead nowhere. */
export function placeAfter(key: string, from: number, rows: number, page: number): number | undefined {
  const by: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rows,
    End: rows,
  };
  const step = by[key];
  return step === undefined ? undefined : Math.max(0, Math.min(rows - 1, from + step));
}
