import type { CheckpointDocument } from '@shared/contract/checkpoint';
import type { RunLabels } from '@shared/contract/labels';
import type { EpochRow, ListedRun, RunDocument, RunProgress } from '@shared/contract/run';
import { poorEndOf } from '@shared/advice/poor-end';
import { targetOf } from '@shared/data/target-of';
import { describeModel } from '@shared/model/describe';
import { modelWords } from '@shared/model/model-words';
import { bestRow } from '@shared/schedule/best-row';
import { standingOfSaved, stepsOfOthers, totalStepsOf } from '@shared/spec/steps';

/** A list draws no more of a curve than this. */
const MOST_POINTS = 40;

/** Where a run can go on. */
export interface Standing extends Pick<CheckpointDocument, 'id' | 'epoch' | 'step'> {
  /** names of what lies in the checkpoint's folder, besides its document */
  files: readonly string[];
  /** the share of the learning rate that roll-backs have left of it; left out where there were none */
  rolledBackShare?: number | undefined;
}

export const standingAt = ({ id, epoch, step, files }: CheckpointDocument): Standing => ({
  id,
  epoch,
  step,
  files: Object.keys(files),
});

/** What a list tells of the epochs of a run. */
export type EpochDigest = Pick<ListedRun, 'lastEpoch' | 'seconds' | 'lossCurve' | 'best' | 'poorEnd'>;

/** Few points of the validation loss by epoch, evenly taken, with the last one and the lowest. */
export function lossCurveOf(epochs: readonly EpochRow[]): ListedRun['lossCurve'] {
  const known = epochs.flatMap(({ epoch, valLoss }) => (valLoss === null ? [] : [{ epoch, valLoss }]));
  const stride = Math.ceil(known.length / MOST_POINTS);
  const lowest = known.reduce((low, { valLoss }, at) => (valLoss < known[low]!.valLoss ? at : low), 0);
  return known
    .filter((_, at) => at % stride === 0 || at === lowest || at === known.length - 1)
    .map(({ epoch, valLoss }) => ({ epoch, valLoss: Number(valLoss.toPrecision(4)) }));
}

export const digestOf = (epochs: readonly EpochRow[], { spec, classes }: RunDocument): EpochDigest => ({
  lastEpoch: epochs.at(-1)?.epoch ?? 0,
  seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
  lossCurve: lossCurveOf(epochs),
  best: bestRow(epochs, spec.best.metric),
  poorEnd: poorEndOf(epochs, { classes: classes.length, loss: spec.loss }),
});

/** How far a run had come of which no engine has spoken since the studio was opened. */
function progressOnDisk({ stepsPerEpoch, spec }: RunDocument, at: Standing | null): RunProgress | null {
  if (stepsPerEpoch === null || at === null) return null;
  const ofOthers = stepsOfOthers(standingOfSaved(spec, at, stepsPerEpoch), stepsPerEpoch);
  return {
    phase: 'training',
    epoch: Math.min(at.epoch + 1, spec.epochs),
    epochs: spec.epochs,
    step: at.step,
    totalSteps: totalStepsOf(spec, stepsPerEpoch, ofOthers),
    stepsPerEpoch,
    samplesPerSecond: null,
    secondsLeft: null,
    ...(at.rolledBackShare !== undefined && { rolledBackShare: at.rolledBackShare }),
  };
}

/** What the studio has of a run besides its documents. */
interface Held {
  folder: string;
  number: number;
  digest: EpochDigest;
  lastCheckpoint: Standing | null;
  /** what its engine said last */
  progress: RunProgress | null;
  endsAfterEpoch: boolean;
}

export const labelsListed = ({ name, tags, experiment, notes, archived }: Omit<RunLabels, 'version'>) => ({
  name,
  tags,
  experiment,
  notes,
  archived,
});

/** A run as lists show it. */
export function listedRun(document: RunDocument, labels: RunLabels, held: Held): ListedRun {
  const { epochs, data, start, best, loss, labelSmoothing } = document.spec;
  return {
    id: document.id,
    ...labelsListed(labels),
    folder: held.folder,
    number: held.number,
    spec: { epochs, data, start, best, loss, labelSmoothing },
    inputShape: document.inputShape,
    model: modelWords(document.spec.model.layers),
    state: document.state,
    reason: document.reason,
    pausedBy: document.pausedBy,
    endsAfterEpoch: held.endsAfterEpoch,
    generation: document.generation,
    createdAt: document.createdAt,
    startedAt: document.startedAt,
    endedAt: document.endedAt,
    datasetName: document.datasetName,
    datasetFingerprint: document.datasetFingerprint,
    target: { type: targetOf(document).type },
    parameters: describeModel(document.spec.model.layers, document.inputShape).parameters,
    stepsPerEpoch: document.stepsPerEpoch,
    progress: held.progress ?? progressOnDisk(document, held.lastCheckpoint),
    ...held.digest,
    resumableFrom: held.lastCheckpoint?.id ?? null,
    ...(document.sweep && { sweep: document.sweep }),
    ...(document.place && { place: document.place }),
    ...(document.host !== undefined && { host: document.host }),
    ...(document.startKey !== undefined && { startKey: document.startKey }),
  };
}
