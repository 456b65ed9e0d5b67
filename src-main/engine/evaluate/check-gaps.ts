import type { DatasetInput } from '@shared/contract/dataset';
import { fillsGaps, gapIn } from '@shared/data/gaps';
import { inputShapeOf } from '@shared/data/layout';
import { sizeOf } from '@shared/model/shape';
import type { Layer } from '@shared/spec/layer';
import type { VisitRows } from '../data/visit-rows';
import { JobError } from '../job/report-channel';

interface Sought {
  /** of the dataset */
  name: string;
  input: DatasetInput;
  layers: readonly Layer[];
}

/** @throws JobError when some of these samples lack a value that the model does not fill in */
export async function checkGaps(visitRows: VisitRows, indices: Int32Array, its: Sought): Promise<void> {
  const { name, input, layers } = its;
  const isWhole =
    input.type === 'table' &&
    input.columns.every(({ type, missing }) => type === 'category' || missing === 0);
  if (isWhole || fillsGaps(layers, input)) return;
  const size = sizeOf(inputShapeOf(input));
  let lacking = 0;
  let first = '';
  await visitRows(indices, (values, at) => {
    const gap = gapIn(input, values.subarray(at, at + size));
    if (gap === undefined) return;
    if (lacking === 0) first = gap;
    lacking++;
  });
  if (lacking === 0) return;
  const lack = lacking === 1 ? 'lacks' : 'lack';
  throw new JobError(
    `${lacking} of ${indices.length} samples of ${name} ${lack} a value, first in column "${first}", and nothing in this model fills it in: evaluate on samples without gaps, or train a model that begins with a normalization.`,
    'data',
  );
}
