import type { DatasetInput } from '@shared/contract/dataset';
import type { PictureDecoder } from '../data/pictures/decode';
import { FileFault } from '../data/pictures/file-fault';
import { brightness, copyPixels } from '../data/pictures/grey';

/**
 * The pixels of a picture's file as an import would have made them: upright, brought to size by the dataset's rule, in
 * grey or colour as the dataset is.
 *
 * @throws FileFault when it cannot be read
 */
export async function preparePicture(
  decoder: PictureDecoder,
  file: Uint8Array,
  input: DatasetInput,
): Promise<Uint8Array<ArrayBuffer>> {
  if (input.type !== 'pictures')
    throw new FileFault('unsupported', 'this model is shown numbers, not pictures');
  const [height, width, channels] = input.shape;
  const decoded = await decoder.decode(file, { height, width, resize: input.resize ?? 'fit' });
  if (channels === 1) {
    return (decoded.channels === 1 ? decoded.pixels : brightness(decoded.pixels)).slice();
  }
  if (channels !== 3)
    throw new FileFault('unsupported', `this model is shown pictures of ${channels} channels`);
  const pixels = new Uint8Array(height * width * channels);
  copyPixels(decoded.pixels, decoded.channels, pixels, channels);
  return pixels;
}
