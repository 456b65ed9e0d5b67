import type { DatasetInput } from '@shared/contract/dataset';
import type { PictureDecoder } from '../data/pictures/decode';
import { FileFault } from '../data/pictures/file-fault';
import { brightness, copyPixels } from '../data/pictures/grey';

/**
 * The pixels of a picture's file as an import would have made them: upright, brought to size by the dataset's rule, in
 * grey or colour as the dataset is.
 *
 * @param isInverted whether what is dark is made bright, for pictures that are dark on bright where samples are bright on
 *   dark: what lies around the picture is black all the same
 * @throws FileFault when it cannot be read
 */
export async function preparePicture(
  decoder: PictureDecoder,
  file: Uint8Array,
  input: DatasetInput,
  isInverted = false,
): Promise<Uint8Array<ArrayBuffer>> {
  if (input.type !== 'pictures')
    throw new FileFault('unsupported', 'this model is shown numbers, not pictures');
  const [height, width, channels] = input.shape;
  const decoded = await decoder.decode(file, {
    height,
    width,
    resize: input.resize ?? 'fit',
    background: isInverted ? '#fff' : '#000',
  });
  if (channels === 1) {
    const grey = (decoded.channels === 1 ? decoded.pixels : brightness(decoded.pixels)).slice();
    return isInverted ? inverted(grey) : grey;
  }
  if (channels !== 3)
    throw new FileFault('unsupported', `this model is shown pictures of ${channels} channels`);
  const pixels = new Uint8Array(height * width * channels);
  copyPixels(decoded.pixels, decoded.channels, pixels, channels);
  return isInverted ? inverted(pixels) : pixels;
}

const inverted = (pixels: Uint8Array<ArrayBuffer>) => pixels.map((value) => 255 - value);
