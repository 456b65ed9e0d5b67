import { CountedRandom, Purpose } from '@shared/random/counted-random';
import { DatasetBuilder } from '../../import/dataset-builder';
import type { BuilderSamples, ImportedDataset } from '../../import/builder-options';
import { ReportCollector } from '../../import/report-collector';
import type { Recipe } from './recipe';

/** Parts take these places in the counter of the random numbers. */
const PARTS = { train: 0, test: 1 } as const;
type MadePart = keyof typeof PARTS;
const PARTS_OF_A_RECIPE = 4;

export interface MakeUp {
  recipe: Recipe;
  /** shown to people */
  name: string;
  /** a whole number from 0 to 2^53 - 1: the same one makes the same samples on every machine */
  seed: number;
  /** `<library>/datasets` */
  datasetsFolder: string;
  /** told how many samples of how many are done; never goes down */
  onProgress: (done: number, total: number) => void;
  signal: AbortSignal;
}

/**
 * Makes a dataset by its recipe.
 *
 * @throws DataError when the disk is to blame
 * @throws the signal's reason when aborted
 */
export async function makeUp(options: MakeUp): Promise<ImportedDataset> {
  const { recipe, name, seed, datasetsFolder, onProgress, signal } = options;
  const total = recipe.counts.train + recipe.counts.test;
  const builder = await DatasetBuilder.open({
    datasetsFolder,
    name,
    input: {
      type: 'table',
      columns: recipe.columns.map((column) => ({ type: 'number', name: column, missing: 0, fill: 'mean' })),
    },
    target: recipe.target,
    expected: total,
    signal,
  });
  try {
    onProgress(0, total);
    await builder.append('train', computePart(recipe, seed, 'train'));
    onProgress(recipe.counts.train, total);
    await builder.append('test', computePart(recipe, seed, 'test'));
    onProgress(total, total);
    const report = new ReportCollector();
    report.read = total;
    return await builder.finish({
      source: { type: 'made-up', recipe: recipe.id, seed },
      report: report.report(),
    });
  } finally {
    await builder.close();
  }
}

/** The samples of one part of a recipe. */
export function computePart(recipe: Recipe, seed: number, part: MadePart): BuilderSamples {
  const count = recipe.counts[part];
  const inputs = new Float32Array(count * recipe.columns.length);
  const targets = recipe.target.type === 'classes' ? new Uint8Array(count) : new Float32Array(count);
  const step = recipe.number * PARTS_OF_A_RECIPE + PARTS[part];
  for (let index = 0; index < count; index++) {
    const random = new CountedRandom(seed, Purpose.madeUp, step, index);
    const sample = recipe.sample({ index, count }, random);
    inputs.set(sample.inputs, index * recipe.columns.length);
    targets[index] = sample.target;
  }
  return { inputs, targets };
}
