/**
 * What stands in the whole lines of a file of JSON lines. What is no JSON is left out, and so is a line without its end, which
 * was torn or is still being written.
 *
 * @returns the lines, and the bytes that they take
 */
export function wholeJsonLines(bytes: Buffer): { lines: unknown[]; size: number } {
  const size = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes
    .subarray(0, size)
    .toString('utf8')
    .split('\n')
    .flatMap((line): unknown[] => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
  return { lines, size };
}
