const PIECES = /\d+|\D+/g;
const isNumber = (piece: string): boolean => piece >= '0' && piece < ':';

/**
 * Compares names as people count: `2.png` before `10.png`. By code units otherwise, so that the order is the same on
 * every machine and in every language; 0 only for equal names.
 */
export function naturalOrder(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.match(PIECES) ?? [];
  const right = b.match(PIECES) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = comparePieces(left[at]!, right[at]!);
    if (order !== 0) return order;
  }
  // `01` and `1` count alike: something must decide.
  return left.length - right.length || (a < b ? -1 : 1);
}

function comparePieces(a: string, b: string): number {
  if (a === b) return 0;
  if (!isNumber(a) || !isNumber(b)) return a < b ? -1 : 1;
  const one = a.replace(/^0+(?=\d)/, '');
  const other = b.replace(/^0+(?=\d)/, '');
  // As text: numbers in names can be longer than any number type.
  if (one.length !== other.length) return one.length - other.length;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
