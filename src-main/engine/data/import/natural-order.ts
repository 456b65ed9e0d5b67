const ZERO = 48;
const isDigit = (code: number): boolean => code >= ZERO && code <= 57;

/**
 * Compares names as people count: `2.png` before `10.png`. By code units otherwise, so that the order is the same on
 * every machine and in every language; 0 only for equal names.
 */
export function naturalOrder(a: string, b: string): number {
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const [one, other] = [a.charCodeAt(left), b.charCodeAt(right)];
    if (isDigit(one) && isDigit(other)) {
      const [leftBegin, leftEnd] = numberAt(a, left);
      const [rightBegin, rightEnd] = numberAt(b, right);
      // As text: numbers in names can be longer than any number type.
      const order = leftEnd - leftBegin - (rightEnd - rightBegin);
      if (order !== 0) return order;
      for (let digit = 0; digit < leftEnd - leftBegin; digit++) {
        const difference = a.charCodeAt(leftBegin + digit) - b.charCodeAt(rightBegin + digit);
        if (difference !== 0) return difference;
      }
      [left, right] = [leftEnd, rightEnd];
    } else if (one === other) {
      left++;
      right++;
    } else return one - other;
  }
  const order = a.length - left - (b.length - right);
  if (order !== 0) return order;
  // `01` and `1` count alike: something must decide.
  return a === b ? 0 : a.length - b.length || (a < b ? -1 : 1);
}

/** Where the number at `at` begins, without zeros in front, and ends. */
function numberAt(name: string, at: number): [number, number] {
  let end = at;
  while (end < name.length && isDigit(name.charCodeAt(end))) end++;
  let begin = at;
  while (begin < end - 1 && name.charCodeAt(begin) === ZERO) begin++;
  return [begin, end];
}
