/** Pixels without colour take one byte instead of three. */
export function withoutColour(pixels: Uint8Array, channels: 1 | 3): { pixels: Uint8Array; channels: 1 | 3 } {
  if (channels === 1) return { pixels, channels };
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return { pixels, channels };
  }
  return { pixels: everyThird(pixels), channels: 1 };
}

function everyThird(pixels: Uint8Array): Uint8Array {
  const grey = new Uint8Array(pixels.length / 3);
  for (let at = 0; at < grey.length; at++) grey[at] = pixels[3 * at]!;
  return grey;
}

/** The brightness of colours (ITU-R 601, as in most libraries), a byte a pixel. */
export function brightness(colors: Uint8Array): Uint8Array {
  const grey = new Uint8Array(colors.length / 3);
  for (let at = 0; at < grey.length; at++) {
    const weighted = 19595 * colors[3 * at]! + 38470 * colors[3 * at + 1]! + 7471 * colors[3 * at + 2]!;
    grey[at] = (weighted + 0x8000) >> 16;
  }
  return grey;
}

/** Copies pixels of one or three channels into those of a dataset, which has at least as many. */
export function copyPixels(
  pixels: Uint8Array,
  channels: number,
  into: Uint8Array,
  intoChannels: number,
): void {
  if (channels === intoChannels) {
    into.set(pixels);
    return;
  }
  for (let at = 0; at < pixels.length; at++) into.fill(pixels[at]!, 3 * at, 3 * at + 3);
}
