import type { EpochRow, RunSummary } from '@shared/contract/run';
import { hasMetric, type CompareMetric } from './compare-metrics';
import { epochXs } from './run-lines';

const number = (value: number | null | undefined) =>
  value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);
/** RFC 4180: what has a comma, a quotation mark or a line break stands in quotation marks. */
const text = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

function trainingOf({ training }: CompareMetric): ((row: EpochRow) => number | null) | undefined {
  if (training === 'loss') return (row) => row.trainLoss;
  return training === 'accuracy' ? (row) => row.trainAccuracy : undefined;
}

/** A metric of several runs as CSV: a line for each epoch of each run, numbers to the last bit. */
export function comparisonCsv(
  runs: readonly Pick<RunSummary, 'name' | 'id' | 'epochs' | 'target'>[],
  metric: CompareMetric,
): string {
  const [validation, training] = [metric.validation, trainingOf(metric)];
  const heads = [
    'run',
    'id',
    'epoch',
    'step',
    'seconds',
    ...(validation ? [metric.value] : []),
    ...(training ? [`train ${metric.training}`] : []),
  ];
  const lines = runs
    .filter((run) => hasMetric(run, metric))
    .flatMap(({ name, id, epochs }) => {
      const seconds = epochXs(epochs, 'time');
      return epochs.map((row, place) =>
        [
          text(name),
          id,
          row.epoch,
          row.step,
          number(seconds[place]),
          ...(validation ? [number(validation(row))] : []),
          ...(training ? [number(training(row))] : []),
        ].join(','),
      );
    });
  return `${[heads.join(','), ...lines].join('\n')}\n`;
}
