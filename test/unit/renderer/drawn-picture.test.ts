import { describe, expect, it } from 'vitest';
import { pictureOf } from '@shared/pictures/drawn-picture';

/** A paper with a white square on it. */
function square(side: number, left: number, top: number, size: number) {
  const pixels = new Uint8Array(side * side);
  for (let y = top; y < top + size; y++) pixels.fill(255, y * side + left, y * side + left + size);
  return { side, pixels };
}

describe('what a model is shown of a drawing', () => {
  it('is the same for a digit model wherever and however large it was drawn', () => {
    const small = pictureOf(square(280, 10, 30, 60), [28, 28, 1]);
    const large = pictureOf(square(280, 100, 60, 140), [28, 28, 1]);
    expect(small).toEqual(large);
    const rows = (of: Uint8Array) => Array.from({ length: 28 }, (_, y) => of.subarray(y * 28, y * 28 + 28));
    const inked = rows(small).flatMap((row, y) => (row.some((value) => value > 127) ? [y] : []));
    expect([inked[0], inked.at(-1)]).toEqual([4, 23]);
  });

  it('is the whole paper for other sizes, each pixel the mean of what lies under it', () => {
    // A quarter of the paper is white: 2.5 of 5 pixels each way.
    const picture = pictureOf(square(280, 0, 0, 140), [5, 5, 1]);
    const [full, half, quarter] = [255, 128, 64];
    const rows = [
      [full, full, half, 0, 0],
      [full, full, half, 0, 0],
      [half, half, quarter, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ];
    expect([...picture]).toEqual(rows.flat());
  });

  it('has the same in each channel of a colour model', () => {
    expect([...pictureOf(square(4, 0, 0, 2), [2, 2, 3])]).toEqual([
      255,
      255,
      255,
      ...Array<number>(9).fill(0),
    ]);
  });
});
