const table = new Uint8Array(256);

/**
 * Changes contrast and brightness in place: distances from the picture's mean are multiplied, then levels added; what
 * leaves 0 to 255 is cut off.
 *
 * @param contrast a factor, 1 for none
 * @param brightness levels, 0 for none
 */
export function changeTone(picture: Uint8Array, contrast: number, brightness: number): void {
  let sum = 0;
  for (let i = 0; i < picture.length; i++) sum += picture[i]!;
  const mean = sum / picture.length;
  for (let level = 0; level < 256; level++) {
    const changed = mean + (level - mean) * contrast + brightness;
    table[level] = changed <= 0 ? 0 : changed >= 255 ? 255 : (changed + 0.5) | 0;
  }
  for (let i = 0; i < picture.length; i++) picture[i] = table[picture[i]!]!;
}
