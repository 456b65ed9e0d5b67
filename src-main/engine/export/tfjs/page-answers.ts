import { sizeOf } from '@shared/model/shape';
import type { PageData } from '@shared/export/page-data';
import { forward } from '@shared/inference/forward';
import type { ExportedFile } from '../exported-model';

/** The text of one of the page's data blocks. */
function blockOf(html: string, id: string): string {
  const [, text] = new RegExp(`<script type="[^"]*" id="${id}">([^<]*)</script>`).exec(html) ?? [];
  if (text === undefined) throw new Error(`index.html has no part called ${id}`);
  return text;
}

/**
 * What the page makes of samples: its own data, read back from the file, and the code that is in it.
 *
 * @param inputs samples one after the other, as the first layer takes them
 * @returns what comes out of the last layer, sample by sample
 */
export function pageAnswers(files: readonly ExportedFile[], inputs: Float32Array): Float32Array {
  const file = files.find(({ path }) => path === 'index.html');
  if (file === undefined) throw new Error('there is no index.html');
  const html = new TextDecoder().decode(file.bytes);
  const { layers, inputShape, arrays, target } = JSON.parse(blockOf(html, 'model')) as PageData;
  const weights = Uint8Array.from(Buffer.from(blockOf(html, 'weights'), 'base64')).buffer;
  let from = 0;
  const named = new Map<string, Float32Array>();
  for (const { name, count } of arrays) {
    named.set(name, new Float32Array(weights, from, count));
    from += count * Float32Array.BYTES_PER_ELEMENT;
  }
  const size = sizeOf(inputShape);
  const width = target.names.length;
  const outputs = new Float32Array((inputs.length / size) * width);
  for (let at = 0; at * size < inputs.length; at++) {
    const sample = inputs.subarray(at * size, (at + 1) * size);
    outputs.set(forward({ layers, inputShape, arrays: named }, sample), at * width);
  }
  return outputs;
}
