import type { DatasetDocument } from '@shared/contract/dataset';
import type { RunSpec } from '@shared/spec/run-spec';
import type { PartData } from './batches/part-data';
import { knownClasses } from './known-classes';
import { givenValidation, splitValidation, type SplitSamples, type TrainingSplit } from './split-validation';

/** What is known of every training sample; a made-up set knows its classes before its pictures are drawn. */
async function splitSamples(document: DatasetDocument, data: PartData): Promise<SplitSamples> {
  const { count } = data;
  const known = knownClasses(document, 'train');
  if (known) return { count, classes: known };
  await data.load();
  const { targets } = data;
  return {
    count,
    classes: targets instanceof Uint8Array ? targets : undefined,
    groups: await data.groups(),
  };
}

/**
 * Which samples of a dataset's training part are trained on, and which are held back: those that it gives for validation,
 * else those that a run's settings and seed choose. It is the same for each who asks.
 */
export async function trainingSplit(
  { validation }: Pick<RunSpec, 'validation'>,
  document: DatasetDocument,
  data: PartData,
): Promise<TrainingSplit> {
  const samples = await splitSamples(document, data);
  const { validationCount } = document;
  return validationCount > 0
    ? givenValidation(samples.count, validationCount)
    : splitValidation(samples, validation);
}
