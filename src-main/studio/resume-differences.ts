import { cpus } from 'node:os';
import type { Numerics } from '@shared/contract/backend';
import type { Difference, RunDocument } from '@shared/contract/run';
import { fitProblem } from '@shared/data/fit';
import { inputOf } from '@shared/data/input-of';
import { targetOf } from '@shared/data/target-of';
import type { Backends } from './backends';
import type { Datasets } from './datasets';
import { Refusal } from './refusal';

/** The processor decides by which instructions sums are taken, and so their last digits. */
export const processorName = (): string => cpus()[0]?.model.trim() ?? '';

/** What the rest of a run would be computed with here, and how that differs from what it was begun with. */
export interface ResumeConditions {
  differences: Difference[];
  now: Pick<RunDocument, 'numerics' | 'datasetFingerprint' | 'processor'>;
}

const LAST_DIGITS =
  'It goes on from the same weights, but the last digits of what follows will differ from a run that was not moved.';

/** The recorded settings where they can be had here, else the best there is. */
async function numericsHere(
  { numerics, spec }: RunDocument,
  backends: Backends,
): Promise<{ now: Numerics; reason: string }> {
  if (numerics === null) return { now: await backends.choose(spec.backend, spec.precision), reason: '' };
  const { report, numerics: found } = await backends.probe(numerics.backend);
  const choice = found === null ? 'auto' : numerics.backend;
  const now = await backends.choose(choice, numerics.precision);
  const isSame = now.backend === numerics.backend;
  const { threads, oneDnn } = numerics;
  return { now: { ...now, threads, oneDnn: isSame ? oneDnn : now.oneDnn }, reason: report.reason };
}

/**
 * Compares what a run was computed with and on with what is here now. Threads and oneDNN are no difference: they are
 * set as they were recorded.
 *
 * @throws Refusal when it cannot go on at all; NotFound when its dataset is gone
 */
export async function resumeConditions(
  document: RunDocument,
  backends: Backends,
  datasets: Datasets,
): Promise<ResumeConditions> {
  const dataset = await datasets.get(document.spec.data.dataset);
  const model = { input: inputOf(document), target: targetOf(document) };
  const misfit = fitProblem(dataset.name, dataset, model, 'start a new run instead');
  if (misfit !== undefined) {
    throw Refusal.of('data.dataset', `${dataset.name} is not what the run was begun with. ${misfit}`);
  }
  const { numerics: recorded } = document;
  // Elsewhere it is computed as it was settled, by whatever processor there is.
  const isElsewhere = document.place !== undefined && recorded !== null;
  const { now, reason } = isElsewhere
    ? { now: recorded, reason: '' }
    : await numericsHere(document, backends);
  const processor = isElsewhere ? document.processor : processorName();
  const differences: Difference[] = [];
  const differ = (what: Difference['what'], before: string, after: string, effect: string) => {
    // A set that is still to be made, or was then, has no fingerprint: its recipe decides what it holds.
    if (before !== '' && after !== '' && before !== after)
      differences.push({ what, recorded: before, now: after, effect });
  };
  differ(
    'dataset',
    document.datasetFingerprint.slice(0, 12),
    dataset.fingerprint.slice(0, 12),
    `${dataset.name} holds other samples than when the run was begun: it goes on learning from those.`,
  );
  if (recorded !== null) {
    differ('backend', recorded.backend, now.backend, `${reason} ${LAST_DIGITS}`.trim());
    if (recorded.backend === now.backend) {
      differ('library', recorded.libraryVersion, now.libraryVersion, LAST_DIGITS);
    }
  }
  differ('processor', document.processor, processor, LAST_DIGITS);
  return {
    differences,
    now: { numerics: now, datasetFingerprint: dataset.fingerprint || document.datasetFingerprint, processor },
  };
}

/** A difference as one sentence. */
export const differenceWords = ({ what, recorded, now, effect }: Difference): string =>
  `The ${what} is ${now}, and was ${recorded}. ${effect}`;
