import { areaAverage } from '@shared/pictures/area-average';

/** Larger pictures are made smaller by the browser before they are looked at. */
const MOST_SIDE = 2048;

type Place = readonly [x: number, y: number, width: number, height: number];

/** Where a picture is drawn so that it lies in a frame as those did that the model was trained on. */
function placeIn(
  [frameWidth, frameHeight]: readonly [number, number],
  { width, height }: { width: number; height: number },
  resize: 'stretch' | 'fit' | 'crop',
): Place {
  if (resize === 'stretch') return [0, 0, frameWidth, frameHeight];
  const scales = [frameWidth / width, frameHeight / height];
  const scale = resize === 'fit' ? Math.min(...scales) : Math.max(...scales);
  const [itsWidth, itsHeight] = [width * scale, height * scale];
  return [(frameWidth - itsWidth) / 2, (frameHeight - itsHeight) / 2, itsWidth, itsHeight];
}

/** Brightness by ITU-R 601, as in an import. */
const grey = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;

/**
 * The picture of a file, upright, on black, brought to the model's size.
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
  // Drawn as large as it is, as far as that goes, and averaged from there: browsers make pictures smaller in their own ways.
  const longer = Math.max(bitmap.width / width, bitmap.height / height, 1);
  const larger = Math.max(1, Math.min(Math.ceil(longer), Math.floor(MOST_SIDE / Math.max(width, height))));
  const [wide, high] = [width * larger, height * larger];
  const canvas = new OffscreenCanvas(wide, high);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no room to draw in.');
  context.fillStyle = isInverted ? '#fff' : '#000';
  context.fillRect(0, 0, wide, high);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, ...placeIn([wide, high], bitmap, resize));
  bitmap.close();
  const { data } = context.getImageData(0, 0, wide, high);
  const planes = Array.from({ length: channels }, (_, channel) =>
    areaAverage(
      {
        width: wide,
        height: high,
        pixels: Uint8Array.from({ length: wide * high }, (_, at) =>
          channels === 1
            ? grey(data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!)
            : data[4 * at + channel]!,
        ),
      },
      height,
      width,
    ),
  );
  return Uint8Array.from({ length: height * width * channels }, (_, at) => {
    const value = planes[at % channels]![Math.floor(at / channels)]!;
    return isInverted ? 255 - value : value;
  });
}
