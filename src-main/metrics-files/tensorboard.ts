import type { MetricsTable } from '@shared/series/metrics-table';
import { eventFile, type Scalar } from './event-file';

/** What is drawn into one chart has one name in both parts, as Keras has it. */
const OF_TRAINING: Record<string, string> = {
  train_loss: 'loss',
  train_accuracy: 'accuracy',
  learning_rate: 'learning_rate',
  gradient_norm: 'gradient_norm',
  weight_norm: 'weight_norm',
  update_ratio: 'update_ratio',
  memory_bytes: 'memory_bytes',
  samples_per_second: 'samples_per_second',
  epoch: 'epoch',
};
const OF_VALIDATION = /^validation_(.*)$/;

/** Time of each row in seconds since 1970: a row that does not tell it has that of the one before. */
function wallTimes({ rows, columns }: MetricsTable, begun: number): Float64Array {
  const seconds = columns.find(({ name }) => name === 'seconds')?.values;
  let last = 0;
  return Float64Array.from({ length: rows }, (_, row) => {
    const its = seconds?.[row] ?? NaN;
    if (Number.isFinite(its)) last = its;
    return begun + last;
  });
}

/**
 * Event files for TensorBoard: a folder each for training and validation, whose values of one name share a chart.
 *
 * @param begun when the run began, in seconds since 1970
 * @returns by their path
 */
export function tensorboardFiles(table: MetricsTable, begun: number): { path: string; bytes: Uint8Array }[] {
  const [steps] = table.columns;
  const times = wallTimes(table, begun);
  const scalarsOf = (tagOf: (name: string) => string | undefined): Scalar[] => {
    const tagged = table.columns.flatMap(({ name, values }) => {
      const tag = tagOf(name);
      return tag === undefined ? [] : [{ tag, values }];
    });
    return Array.from({ length: table.rows }, (_, row) => row).flatMap((row) =>
      tagged.flatMap(({ tag, values }) =>
        Number.isNaN(values[row])
          ? []
          : [{ tag, step: steps!.values[row]!, wallTime: times[row]!, value: values[row]! }],
      ),
    );
  };
  const file = `events.out.tfevents.${Math.floor(begun)}.trainyard`;
  const parts = [
    { part: 'train', scalars: scalarsOf((name) => OF_TRAINING[name]) },
    { part: 'validation', scalars: scalarsOf((name) => OF_VALIDATION.exec(name)?.[1]) },
  ];
  return parts.flatMap(({ part, scalars }) =>
    scalars.length === 0 ? [] : [{ path: `${part}/${file}`, bytes: eventFile(scalars, begun) }],
  );
}
