import type { DatasetSummary } from '../contract/dataset';
import { csvLine, csvNumber } from '../csv-line';
import { judge, likelihoodOf } from './judged';
import type { ClassOutputs, KeptOutputs, ValueOutputs } from './outputs-file';
import type { SampleName } from './sample-names';

type Columns = Pick<DatasetSummary, 'target' | 'idColumns'>;

/** What is written of each sample behind what it is called. */
interface Said {
  heads: string[];
  cells: (at: number) => string[];
}

function saidOfClasses(kept: ClassOutputs, names: readonly string[]): Said {
  const judged = judge(kept);
  const name = (index: number) => names[index] ?? String(index);
  return {
    heads: ['true', 'predicted', 'likelihood', 'loss', ...names.map((one) => `likelihood of ${one}`)],
    cells: (at) => [
      name(judged.truth[at]!),
      name(judged.predicted[at]!),
      csvNumber(judged.confidences[at]!),
      csvNumber(judged.losses[at]!),
      ...names.map((_, one) => csvNumber(likelihoodOf(judged, at, one))),
    ],
  };
}

function saidOfValues({ truth, predicted, losses }: ValueOutputs, names: readonly string[]): Said {
  return {
    heads: [...names.flatMap((name) => [name, `predicted ${name}`]), 'loss'],
    cells: (at) => [
      ...names.flatMap((_, value) => {
        const place = at * names.length + value;
        return [csvNumber(truth[place]!), csvNumber(predicted[place]!)];
      }),
      csvNumber(losses[at]!),
    ],
  };
}

/**
 * What was said of each sample that an evaluation kept, beside what is true, as CSV: a line for each, by its place in its
 * part of the dataset (counted from 1), its row in the source and its ids, where it has any.
 *
 * @param names of them, in the order in which they were kept
 */
export function samplesCsv(
  kept: KeptOutputs,
  { target, idColumns = [] }: Columns,
  names: readonly SampleName[],
): string {
  const said = kept.type === 'classes' ? saidOfClasses(kept, target.names) : saidOfValues(kept, target.names);
  const lines = Array.from(kept.places, (place, at) => {
    const { row = null, ids = null } = names[at] ?? {};
    const called = [String(place + 1), row === null ? '' : String(row)];
    return csvLine([...called, ...idColumns.map((column) => ids?.[column] ?? ''), ...said.cells(at)]);
  });
  return csvLine(['sample', 'row', ...idColumns, ...said.heads]) + lines.join('');
}
