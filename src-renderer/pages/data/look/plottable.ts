import type { DatasetSummary } from '@shared/contract/dataset';
import type { PlotSeries } from '../../../charts/ScatterPlot.vue';
import type { Sample } from '../../../format/samples';
import { shownColumns } from './table-columns';
import { valueSteps } from './value-steps';

export interface Plot {
  xTitle: string;
  yTitle: string;
  series: PlotSeries[];
}

/** Whether a plane can show all of a dataset: two numbers and a class, or one or two numbers and a value. */
export function isPlottable({
  input,
  target,
  shape,
}: Pick<DatasetSummary, 'input' | 'target' | 'shape'>): boolean {
  if (input.type === 'pictures' || shape.length !== 1) return false;
  if (input.type === 'table' && input.columns.some(({ type }) => type !== 'number')) return false;
  if (target.type === 'classes') return shape[0] === 2;
  return (shape[0] === 1 || shape[0] === 2) && target.names.length === 1;
}

export function plotOf(dataset: Pick<DatasetSummary, 'input' | 'target'>, samples: readonly Sample[]): Plot {
  const [target, first, second] = shownColumns(dataset);
  const xTitle = first?.name ?? '';
  if (dataset.target.type === 'values' && second) {
    return { xTitle, yTitle: second.name, series: valueSteps(target?.name ?? '', samples) };
  }
  if (dataset.target.type === 'values') {
    const points = samples.map(({ numbers, values }) => ({ x: numbers[0]!, y: values[0]! }));
    return { xTitle, yTitle: target?.name ?? '', series: [{ name: target?.name ?? '', points }] };
  }
  const series = dataset.target.names.map((name, label) => ({
    name,
    points: samples
      .filter((sample) => sample.label === label)
      .map(({ numbers }) => ({ x: numbers[0]!, y: numbers[1]! })),
  }));
  return { xTitle, yTitle: second?.name ?? '', series };
}
