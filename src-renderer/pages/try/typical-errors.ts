import type { Evaluation } from '@shared/contract/evaluation';

export interface TypicalErrors {
  /** root of the mean squared error, for each value in its own unit */
  each: number[];
  /** "the test part of Rents" */
  on: string;
}

type Its = Pick<Evaluation, 'split' | 'datasetName' | 'values'>;

/**
 * How far off a checkpoint usually is: by its newest evaluation on the test part, else its newest on any other, else, of a
 * single value, on the validation data of its run. Training data says too little to be taken while there is any other.
 *
 * @param evaluations of the checkpoint, newest first
 * @param valRmse of its run's validation
 */
export function typicalErrors(
  names: readonly string[],
  evaluations: readonly Its[],
  valRmse: number | null,
): TypicalErrors | undefined {
  const measured = evaluations.filter(({ values, split }) => values !== null && split !== 'train');
  const best = measured.find(({ split }) => split === 'test') ?? measured[0];
  if (best?.values) {
    const each = names.map((name, index) => {
      const found = best.values?.each.find((one) => one.name === name) ?? best.values?.each[index];
      return found?.rmse ?? Number.NaN;
    });
    return { each, on: `the ${best.split} part of ${best.datasetName}` };
  }
  if (valRmse === null || names.length !== 1) return undefined;
  return { each: [valRmse], on: 'validation data' };
}
