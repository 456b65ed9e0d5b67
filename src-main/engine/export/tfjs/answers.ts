import * as tf from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '@shared/model/shape';
import { z } from 'zod';
import type { ExportedFile } from '../exported-model';

const documentSchema = z.looseObject({
  format: z.enum(['layers-model', 'graph-model']),
  modelTopology: z.looseObject({}),
  weightsManifest: z.tuple([
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(['float32', 'int32']) }),
      ),
    }),
  ]),
});

/** What was written, read back as TensorFlow.js reads files. */
function artifactsOf(files: readonly ExportedFile[]) {
  const bytesOf = (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined) throw new Error(`there is no file called ${path}`);
    return file.bytes;
  };
  const text = new TextDecoder().decode(bytesOf('model.json'));
  const { format, modelTopology, signature, weightsManifest } = documentSchema.parse(JSON.parse(text));
  const [{ paths, weights }] = weightsManifest;
  const data = Uint8Array.from(Buffer.concat(paths.map(bytesOf)));
  return {
    format,
    artifacts: { format, modelTopology, signature, weightSpecs: weights, weightData: data.buffer },
  };
}

/**
 * What TensorFlow.js itself, on the backend that is loaded, makes of samples with a model of these files.
 *
 * @param inputs samples one after the other, as the first layer takes them
 * @returns what comes out of the last layer, sample by sample
 */
export async function tfjsAnswers(
  files: readonly ExportedFile[],
  inputs: Float32Array,
  shape: Shape,
): Promise<Float32Array> {
  const { loadGraphModel, loadLayersModel } = await import('@tensorflow/tfjs');
  const { format, artifacts } = artifactsOf(files);
  const source = { load: () => Promise.resolve(artifacts as tf.io.ModelArtifacts) };
  const model = await (format === 'layers-model' ? loadLayersModel(source) : loadGraphModel(source));
  try {
    const outputs = tf.tidy(() => {
      const x = tf.tensor(inputs, [inputs.length / sizeOf(shape), ...shape]);
      return model.predict(x) as tf.Tensor;
    });
    const values = outputs.dataSync<'float32'>().slice();
    outputs.dispose();
    return values;
  } finally {
    model.dispose();
  }
}
