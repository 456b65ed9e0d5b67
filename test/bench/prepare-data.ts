import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presets } from '@shared/spec/presets';
import { DatasetReader } from '../../src-main/engine/data/dataset-reader';
import { makeDrawnDigits } from '../../src-main/engine/data/drawn-digits/make';
import { importIdx } from '../../src-main/engine/data/idx/import-idx';
import { splitValidation } from '../../src-main/engine/data/split-validation';
import { describeModel } from '@shared/model/describe';

/**
 * Makes the dataset of the benchmarks: Fashion-MNIST where its files are, else our drawn digits, which have
 * the same shape. Prints where it lies, and what the models are.
 *
 * Arguments: the folder for datasets, and the folder with the IDX files (may be missing).
 */
const [datasetsFolder, source] = process.argv.slice(2);
if (datasetsFolder === undefined) throw new Error('no folder was given');
await mkdir(datasetsFolder, { recursive: true });

async function make(folder: string) {
  const onProgress = () => {};
  if (source) {
    const { id, document } = await importIdx({
      path: source,
      datasetsFolder: folder,
      name: 'Fashion-MNIST',
      onProgress,
    });
    return { folder: join(folder, id), document };
  }
  const digits = join(folder, 'digits');
  return { folder: digits, document: await makeDrawnDigits({ folder: digits, seed: 0, onProgress }) };
}

const { folder, document } = await make(datasetsFolder);
const reader = new DatasetReader(folder, document, 'train');
await reader.read(reader.samples.count);
const { fraction, seed } = presets.mlp.spec(document).validation;
const { training, validation } = splitValidation(reader.samples.labels, fraction, seed);
await writeFile(join(folder, 'training.i32'), training);
await writeFile(join(folder, 'validation.i32'), validation);

const models = Object.fromEntries(
  Object.values(presets).map(({ id, spec }) => {
    const { model, batchSize } = spec(document);
    const { flops, parameters } = describeModel(model.layers, document.shape);
    return [id, { batch: batchSize, parameters, forwardFlops: flops }];
  }),
);
process.stdout.write(
  `${JSON.stringify({
    folder,
    name: source ? 'Fashion-MNIST' : 'drawn digits',
    training: training.length,
    validation: validation.length,
    models,
  })}\n`,
);
