/** A picture of one channel, row by row. */
export interface Plane {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** The mean of the source pixels that lie under each target pixel, by the areas that they share. */
export function areaAverage(
  { pixels, width: fromWidth, height: fromHeight }: Plane,
  height: number,
  width: number,
): Uint8Array {
  const out = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [(y * fromHeight) / height, ((y + 1) * fromHeight) / height];
    for (let x = 0; x < width; x++) {
      const [left, right] = [(x * fromWidth) / width, ((x + 1) * fromWidth) / width];
      let sum = 0;
      for (let row = Math.floor(top); row < bottom; row++) {
        const share = Math.min(row + 1, bottom) - Math.max(row, top);
        for (let column = Math.floor(left); column < right; column++) {
          const area = share * (Math.min(column + 1, right) - Math.max(column, left));
          sum += area * pixels[row * fromWidth + column]!;
        }
      }
      out[y * width + x] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return out;
}
