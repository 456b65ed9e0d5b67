/** One picture of a dataset, channels last, with its class. */
export interface Sample {
  pixels: Uint8Array;
  label: number;
}

/** Takes apart what `datasets.samples` answers: all pictures, then a byte of label for each. */
export function samplesFrom(bytes: Uint8Array, shape: readonly number[]): Sample[] {
  const size = shape.reduce((product, side) => product * side, 1);
  const count = Math.floor(bytes.length / (size + 1));
  return Array.from({ length: count }, (_, index) => ({
    pixels: bytes.subarray(index * size, (index + 1) * size),
    label: bytes[count * size + index]!,
  }));
}

/** Grey or colour bytes as the RGBA that a canvas takes. */
export function rgbaFrom(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(count * 4);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = pixels[pixel * channels + (channels >= 3 ? channel : 0)]!;
    }
    rgba[pixel * 4 + 3] = 255;
  }
  return rgba;
}
