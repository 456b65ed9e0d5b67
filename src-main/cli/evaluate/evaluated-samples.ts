import type { DatasetSummary } from '@shared/contract/dataset';
import { judge, likelihoodOf } from '@shared/evaluation/judged';
import type { KeptOutputs } from '@shared/evaluation/outputs-file';
import { csvLine, number } from '../predict/prediction-words';
import type { SampleName } from './sample-names';

/** The first line of the file that `evaluatedLines` goes on with. */
export function evaluatedHead({ target, idColumns = [] }: DatasetSummary): string {
  const called = ['sample', 'row', ...idColumns];
  return target.type === 'values'
    ? csvLine([...called, ...target.names.flatMap((name) => [name, `predicted ${name}`]), 'loss'])
    : csvLine([
        ...called,
        'true',
        'predicted',
        'likelihood',
        'loss',
        ...target.names.map((name) => `likelihood of ${name}`),
      ]);
}

/**
 * What was said of each sample that an evaluation kept, as lines of CSV.
 *
 * @param names of them, in the order in which they were kept
 */
export function evaluatedLines(
  kept: KeptOutputs,
  { target, idColumns = [] }: DatasetSummary,
  names: readonly SampleName[],
): string {
  const called = (at: number): string[] => {
    const { row = null, ids = null } = names[at] ?? {};
    const sample = String((kept.places[at] ?? 0) + 1);
    return [sample, row === null ? '' : String(row), ...idColumns.map((column) => ids?.[column] ?? '')];
  };
  const range = Array.from(kept.places, (_, at) => at);
  if (kept.type === 'values') {
    const width = target.names.length;
    const values = (at: number) =>
      target.names.flatMap((_, value) => [
        number(kept.truth[at * width + value]!),
        number(kept.predicted[at * width + value]!),
      ]);
    return range
      .map((at) => csvLine([...called(at), ...values(at), number(kept.losses[at]!)]))
      .join('');
  }
  const judged = judge(kept);
  const name = (index: number) => target.names[index] ?? String(index);
  return range
    .map((at) => {
      const likelihoods = target.names.map((_, one) => number(likelihoodOf(judged, at, one)));
      return csvLine([
        ...called(at),
        name(judged.truth[at]!),
        name(judged.predicted[at]!),
        number(judged.confidences[at]!),
        number(judged.losses[at]!),
        ...likelihoods,
      ]);
    })
    .join('');
}
