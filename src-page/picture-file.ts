import { bringToSize, type Raster } from '@shared/pictures/bring-to-size';

/** Larger pictures are made smaller by the browser before they are looked at. */
const MOST_PIXELS = 50_000_000;

/** The pixels of a picture as large as it is, in colour, laid on a background. */
function pixelsOf(bitmap: ImageBitmap, background: number): Raster {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const [width, height] = [side(bitmap.width), side(bitmap.height)];
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('The browser gives no room to draw in.');
  context.fillStyle = `rgb(${background} ${background} ${background})`;
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    pixels[to] = data[from]!;
    pixels[to + 1] = data[from + 1]!;
    pixels[to + 2] = data[from + 2]!;
  }
  return { pixels, width, height, channels: 3 };
}

/** Brightness by ITU-R 601, as in an import. */
function greyOf(colours: Uint8Array): Uint8Array {
  const grey = new Uint8Array(colours.length / 3);
  for (let at = 0; at < grey.length; at++) {
    const [red, green, blue] = [colours[3 * at]!, colours[3 * at + 1]!, colours[3 * at + 2]!];
    grey[at] = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }
  return grey;
}

async function isJpeg(file: Blob): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  return start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff;
}

/**
 * The picture of a file, upright, on black, brought to the model's size as in training.
 *
 * @param shape height, width and 1 or 3 channels
 * @param isInverted whether what is dark is made bright; what lies around the picture is black all the same
 * @returns bytes, channels last
 * @throws Error with a sentence when it is no picture
 */
export async function pictureOfFile(
  file: Blob,
  [height, width, channels]: readonly [number, number, number],
  resize: 'stretch' | 'fit' | 'crop',
  isInverted: boolean,
): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (bitmap === undefined) throw new Error('This is not a picture that the browser can read.');
  const background = isInverted ? 255 : 0;
  const picture = pixelsOf(bitmap, background);
  bitmap.close();
  const sized = bringToSize(picture, { height, width, resize, background }, await isJpeg(file));
  const bytes = channels === 1 ? greyOf(sized.pixels) : sized.pixels;
  return isInverted ? bytes.map((value) => 255 - value) : bytes;
}
