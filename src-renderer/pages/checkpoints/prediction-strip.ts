import type { CheckpointSummary } from '@shared/contract/checkpoint';
import type { Evaluation } from '@shared/contract/evaluation';
import type { EpochDetail } from '@shared/contract/recorded';
import { classMetrics } from '@shared/metrics/classification';
import { grouped } from '../../stores/grouped';

/** How well each class was found at one checkpoint, as shares from 0 to 1. */
export interface Predictions {
  checkpoint: CheckpointSummary;
  recalls: readonly number[];
  /** counts, where it was evaluated; rows are true classes */
  confusion: readonly (readonly number[])[] | undefined;
}

/** Checkpoints that were measured on the same samples, in the order of steps. */
export interface PredictionSource {
  key: string;
  label: string;
  shots: Predictions[];
}

const bySteps = (all: readonly CheckpointSummary[]) => all.toSorted((a, b) => a.step - b.step);

function ofValidation(
  checkpoints: readonly CheckpointSummary[],
  details: readonly EpochDetail[],
): PredictionSource {
  // The latest of each step: after a resume an epoch may have been trained twice.
  const byStep = new Map(
    details.filter(({ classes }) => classes.length > 0).map((one) => [one.step, one.classes]),
  );
  const shots = bySteps(checkpoints).flatMap((checkpoint): Predictions[] => {
    const classes = byStep.get(checkpoint.step);
    return classes
      ? [{ checkpoint, recalls: classes.map(({ recall }) => recall), confusion: undefined }]
      : [];
  });
  return { key: 'validation', label: 'Validation of each epoch', shots };
}

function ofEvaluations(
  checkpoints: readonly CheckpointSummary[],
  evaluations: readonly Evaluation[],
): PredictionSource[] {
  const told = evaluations.filter(({ confusion }) => confusion.length > 0);
  return [...grouped(told, ({ dataset, split }) => `${dataset} ${split}`)].map(([key, its]) => {
    // Newest last, so that of several the newest is the one that stays.
    const newest = new Map(
      its.toSorted((a, b) => a.at.localeCompare(b.at)).map((one) => [one.checkpoint, one]),
    );
    const shots = bySteps(checkpoints).flatMap((checkpoint): Predictions[] => {
      const one = newest.get(checkpoint.id);
      if (!one) return [];
      const recalls = classMetrics(one.confusion).map(({ recall }) => recall);
      return [{ checkpoint, recalls, confusion: one.confusion }];
    });
    return { key, label: `${its[0]!.datasetName}, ${its[0]!.split}`, shots };
  });
}

/** Where it can be seen how a run's predictions changed; sources with fewer than two checkpoints show nothing. */
export const predictionSources = (
  checkpoints: readonly CheckpointSummary[],
  details: readonly EpochDetail[],
  evaluations: readonly Evaluation[],
): PredictionSource[] =>
  [ofValidation(checkpoints, details), ...ofEvaluations(checkpoints, evaluations)].filter(
    ({ shots }) => shots.length > 1,
  );

export interface RecallChange {
  place: number;
  by: number;
}

/** The classes of which recall changed most between two checkpoints, the largest change first. */
export function largestChanges(
  before: readonly number[],
  after: readonly number[],
  most: number,
): RecallChange[] {
  return after
    .map((recall, place) => ({ place, by: recall - (before[place] ?? recall) }))
    .filter(({ by }) => Math.abs(by) >= 0.0005)
    .toSorted((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, most);
}
