import type { PageData } from '@shared/export/page-data';
import type { Answer } from '@shared/inference/answers';
import { likelihoods, predictedClass } from '@shared/metrics/likelihoods';
import { forward, type PageModel } from '@shared/inference/forward';

/** The text of one of the page's data blocks. */
function block(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`The page has no part called ${id}: the file is cut off.`);
  return text;
}

function decoded(base64: string): ArrayBuffer {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes.buffer;
}

/** The model that is in this page. */
export interface Asked {
  data: PageData;
  /** what the last layer gives for one sample */
  outputs(inputs: Float32Array): Float32Array;
  answer(inputs: Float32Array): Answer;
  /** what it takes for numbers of a table that are missing; undefined where none may be */
  fills: Float32Array | undefined;
}

/** Values are learnt in standard deviations from their mean. */
const inUnits = (outputs: readonly number[], scale: PageData['scale']): number[] =>
  outputs.map((output, at) => (scale ? output * scale.deviation[at]! + scale.mean[at]! : output));

export function modelOfPage(): Asked {
  const data = JSON.parse(block('model')) as PageData;
  const weights = decoded(block('weights'));
  let from = 0;
  const arrays = new Map<string, Float32Array>();
  for (const { name, count } of data.arrays) {
    arrays.set(name, new Float32Array(weights, from, count));
    from += count * Float32Array.BYTES_PER_ELEMENT;
  }
  const model: PageModel = { layers: data.layers, inputShape: data.inputShape, arrays };
  const outputs = (inputs: Float32Array) => forward(model, inputs);
  return {
    data,
    outputs,
    fills: data.layers[0]?.type === 'normalization' ? arrays.get('layers.0.fill') : undefined,
    answer: (inputs) => {
      const its = [...outputs(inputs)];
      return data.target.type === 'classes'
        ? { numbers: likelihoods(data.loss, its), top: predictedClass(its) }
        : { numbers: inUnits(its, data.scale), top: 0 };
    },
  };
}
