/** Numbers of a signature. */
export const SIGNATURE = 64;
/** The side of the small grey picture that it is made of. */
const SIDE = 16;
/** Waves across and down that are kept: the coarse structure, which survives resizing and compression. */
const WAVES = 8;
/** Standard deviation, in grey levels, below which a picture is as good as empty. */
const LEAST_CONTRAST = 4;

/** cos(π (x + ½) u / SIDE), scaled to be orthonormal. */
const COSINES = Float64Array.from({ length: WAVES * SIDE }, (_, at) => {
  const [wave, x] = [Math.floor(at / SIDE), at % SIDE];
  return Math.cos((Math.PI * (x + 0.5) * wave) / SIDE) * Math.sqrt((wave === 0 ? 1 : 2) / SIDE);
});

/** Where the waves lie in a table of WAVES × WAVES, the longest first, without the mean. */
const ORDER = Array.from({ length: WAVES * WAVES }, (_, at) => at)
  .toSorted((a, b) => frequency(a) - frequency(b) || a - b)
  .slice(1);

function frequency(at: number): number {
  return Math.floor(at / WAVES) + (at % WAVES);
}

/**
 * Describes the coarse structure of pictures of one size: the discrete cosine transform of a small grey copy, as in
 * perceptual hashes (Zauner 2010), without its mean and brought to length 127. Brightness and contrast do not change it.
 * The dot product of two, divided by 127², is how alike they are: 1 is the same.
 */
export class PictureSigner {
  readonly #rows: Int32Array;
  readonly #columns: Int32Array;
  readonly #small = new Float64Array(SIDE * SIDE);
  readonly #half = new Float64Array(WAVES * SIDE);
  readonly #waves = new Float64Array(WAVES * WAVES);

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.#rows = edges(height);
    this.#columns = edges(width);
  }

  /**
   * @param pixels height × width × channels bytes
   * @param into SIGNATURE numbers; all 0 where the picture is as good as empty
   */
  sign(pixels: Uint8Array, channels: number, into: Int8Array): void {
    into.fill(0);
    if (this.#shrink(pixels, channels) < LEAST_CONTRAST) return;
    this.#transform();
    let square = 0;
    for (const at of ORDER) square += this.#waves[at]! ** 2;
    // Contrast that is all in waves too short to be kept leaves rounding errors only.
    if (square < 1) return;
    const scale = 127 / Math.sqrt(square);
    for (let index = 0; index < ORDER.length; index++) {
      into[index] = Math.round(this.#waves[ORDER[index]!]! * scale);
    }
  }

  /** Averages blocks of pixels. @returns the standard deviation of the small picture */
  #shrink(pixels: Uint8Array, channels: number): number {
    const small = this.#small;
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < SIDE; row++) {
      const [top, bottom] = [this.#rows[2 * row]!, this.#rows[2 * row + 1]!];
      for (let column = 0; column < SIDE; column++) {
        const [left, right] = [this.#columns[2 * column]!, this.#columns[2 * column + 1]!];
        let total = 0;
        for (let y = top; y < bottom; y++) {
          const end = (y * this.width + right) * channels;
          for (let at = (y * this.width + left) * channels; at < end; at++) total += pixels[at]!;
        }
        const mean = total / ((bottom - top) * (right - left) * channels);
        small[row * SIDE + column] = mean;
        sum += mean;
        squares += mean * mean;
      }
    }
    const mean = sum / small.length;
    return Math.sqrt(Math.max(0, squares / small.length - mean * mean));
  }

  #transform(): void {
    const [small, half, waves] = [this.#small, this.#half, this.#waves];
    for (let row = 0; row < SIDE; row++) {
      for (let wave = 0; wave < WAVES; wave++) {
        let total = 0;
        for (let x = 0; x < SIDE; x++) total += small[row * SIDE + x]! * COSINES[wave * SIDE + x]!;
        half[wave * SIDE + row] = total;
      }
    }
    for (let down = 0; down < WAVES; down++) {
      for (let across = 0; across < WAVES; across++) {
        let total = 0;
        for (let y = 0; y < SIDE; y++) total += half[across * SIDE + y]! * COSINES[down * SIDE + y]!;
        waves[down * WAVES + across] = total;
      }
    }
  }
}

/** Where each block begins and ends; blocks overlap where there are fewer pixels than blocks. */
function edges(length: number): Int32Array {
  return Int32Array.from({ length: 2 * SIDE }, (_, at) => {
    const block = at >> 1;
    const begin = Math.floor((block * length) / SIDE);
    return at % 2 === 0 ? begin : Math.max(begin + 1, Math.floor(((block + 1) * length) / SIDE));
  });
}
