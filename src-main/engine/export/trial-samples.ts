import { fitProblem } from '@shared/data/fit';
import { layoutOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import { openPart } from '../data/batches/open-part';
import { readDatasetDocument } from '../data/dataset-reader';
import { batchThreads } from '../job/batch-threads';
import type { SampleArray, StepRunner } from '../train/step-runner';
import type { ExportedModel } from './exported-model';
import type { TrialSamples } from './format-maker';
import { madeUpSamples } from './made-up-samples';

/** Samples that a model is tried out with: enough that a wrong layer is seen, few enough to wait for. */
const COUNT = 128;
/** With fewer of a dataset's own than these, as many made-up ones are added. */
const LEAST = 64;

interface Found {
  inputs: SampleArray;
  from: string;
}

/** Samples of the test part, evenly taken over all of it. */
async function testSamples(model: ExportedModel, folder: string): Promise<Found | undefined> {
  const document = await readDatasetDocument(folder);
  if (fitProblem(document.name, document, model) !== undefined) return undefined;
  const { count } = document.splits.test;
  if (count === 0) return undefined;
  const part = openPart({ folder, document, split: 'test', ...batchThreads() });
  const taken = Math.min(count, COUNT);
  const rows = Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
  const size = sizeOf(model.inputShape);
  const length = taken * size;
  const inputs = layoutOf(model).input === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  let row = 0;
  await part.visitRows(rows, (values, at) => {
    inputs.set(values.subarray(at, at + size), row * size);
    row += 1;
  });
  return { inputs, from: `the test part of ${document.name}` };
}

function joined(one: SampleArray, other: SampleArray): SampleArray {
  const all =
    one instanceof Uint8Array
      ? new Uint8Array(one.length + other.length)
      : new Float32Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

/** @param folder of the dataset that it was trained on; null where that is not there any more */
async function chosenSamples(model: ExportedModel, folder: string | null): Promise<Found> {
  // Samples are wanted for a trial only: a dataset that is damaged is no reason to keep a model back.
  const found = folder === null ? undefined : await testSamples(model, folder).catch(() => undefined);
  const missing = Math.max(0, LEAST - (found ? found.inputs.length / sizeOf(model.inputShape) : 0));
  if (found && missing === 0) return found;
  const madeUp = madeUpSamples(model, missing);
  if (found === undefined) return { inputs: madeUp, from: 'made-up samples' };
  return { inputs: joined(found.inputs, madeUp), from: `${found.from} and made-up samples` };
}

/**
 * Samples to try an exported model out with, and what the run's own forward pass says of them.
 *
 * @param runner has the checkpoint's weights loaded
 */
export async function trialSamples(
  model: ExportedModel,
  runner: StepRunner,
  folder: string | null,
): Promise<TrialSamples> {
  const { inputs, from } = await chosenSamples(model, folder);
  const size = sizeOf(model.inputShape);
  const count = inputs.length / size;
  const width = model.target.names.length;
  const targets = model.target.type === 'classes' ? new Uint8Array(count) : new Float32Array(count * width);
  const samples = { inputs, targets, settled: true };
  const outputs = new Float32Array(count * width);
  for (let at = 0; at < count; at += runner.forwardBatch) {
    const rows = Math.min(runner.forwardBatch, count - at);
    const indices = Int32Array.from({ length: rows }, (_, i) => at + i);
    outputs.set(runner.forward(samples, indices).outputs.subarray(0, rows * width), at * width);
  }
  return { count, inputs, outputs, from };
}
