import { inputShapeOf } from '@shared/data/layout';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetDocument } from '@shared/contract/dataset';
import { describeModel } from '@shared/model/describe';
import { DatasetReader } from '../../src-main/engine/data/dataset-reader';
import { makeDrawnDigits } from '../../src-main/engine/data/drawn-digits/make';
import { importIdx } from '../../src-main/engine/data/idx/import-idx';
import { splitValidation } from '../../src-main/engine/data/split-validation';
import { PREPARED_BATCHES } from './bench-data';
import { makeMadeUp, type MadeUp } from './made-up';
import { benchSpec, type BenchModel } from './models';

/**
 * Makes the datasets of the benchmarks: Fashion-MNIST where its files are, else our drawn digits, which have
 * the same shape, for the models that train whole epochs, and made-up bytes for those that take steps alone. Prints
 * where they lie, and what the models are.
 *
 * Arguments: the folder for datasets, and the folder with the IDX files (may be missing).
 */
const [datasetsFolder, source] = process.argv.slice(2);
if (datasetsFolder === undefined) throw new Error('no folder was given');
await mkdir(datasetsFolder, { recursive: true });

interface Prepared {
  folder: string;
  document: DatasetDocument;
}

async function writeSplit(folder: string, training: Int32Array, validation: Int32Array): Promise<void> {
  await writeFile(join(folder, 'training.i32'), training);
  await writeFile(join(folder, 'validation.i32'), validation);
}

async function makePictures(folder: string): Promise<Prepared> {
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

/** Whole batches, and nothing to validate on: that is how a contender sees that its steps alone are measured. */
async function makeForSteps(madeUp: MadeUp): Promise<Prepared> {
  const folder = join(datasetsFolder!, madeUp.id);
  const document = await makeMadeUp(folder, madeUp);
  const all = Int32Array.from({ length: madeUp.count }, (_, index) => index);
  await writeSplit(folder, all, new Int32Array());
  return { folder, document };
}

const pictures = await makePictures(datasetsFolder);
const reader = new DatasetReader(pictures.folder, pictures.document, 'train');
await reader.read(reader.samples.count);
const { targets, count } = reader.samples;
const { training, validation } = splitValidation(
  { count, classes: Uint8Array.from(targets) },
  benchSpec('mlp', pictures.document).validation,
);
await writeSplit(pictures.folder, training, validation);

const colored = await makeForSteps({
  id: 'made-up-pictures',
  name: 'Made-up pictures',
  shape: [32, 32, 3],
  classes: 10,
  count: PREPARED_BATCHES * 128,
});
const table = await makeForSteps({
  id: 'made-up-table',
  name: 'Made-up table',
  shape: [1, 54, 1],
  classes: 7,
  count: PREPARED_BATCHES * 256,
});

const describe = (model: BenchModel, { folder, document }: Prepared, stepsOnly: boolean) => {
  const spec = benchSpec(model, document);
  const { flops, parameters, layers } = describeModel(spec.model.layers, inputShapeOf(document.input));
  // One pass forward and two for the gradients; what comes first needs no gradient of its input.
  const stepFlops = 3 * flops - (layers.find((layer) => layer.flops > 0)?.flops ?? 0);
  return { folder, batch: spec.batchSize, parameters, forwardFlops: flops, stepFlops, stepsOnly };
};
const models: Record<BenchModel, ReturnType<typeof describe>> = {
  mlp: describe('mlp', pictures, false),
  cnn: describe('cnn', pictures, false),
  resnet: describe('resnet', colored, true),
  table: describe('table', table, true),
};
process.stdout.write(
  `${JSON.stringify({
    name: source ? 'Fashion-MNIST' : 'drawn digits',
    training: training.length,
    validation: validation.length,
    models,
  })}\n`,
);
