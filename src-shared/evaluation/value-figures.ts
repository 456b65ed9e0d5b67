import type { Evaluation } from '../contract/evaluation';
import { bootstrapReplicates, percentileInterval, replicatesOf } from '../metrics/bootstrap';
import { meanInterval } from '../metrics/intervals';
import { NOT_YET, type Figure, type FiguresWork } from './figure';
import type { ValueOutputs } from './outputs-file';

/** R² and RMSE of drawn samples, averaged over the values, from sums alone. */
function drawnFigures({ truth, predicted, places }: ValueOutputs) {
  const width = truth.length / places.length;
  return (drawn: Int32Array): [r2: number, rmse: number] => {
    let [r2, rmse] = [0, 0];
    for (let value = 0; value < width; value++) {
      // About the first that is drawn, so that sums of squares do not cancel, and equal values have no spread.
      const origin = truth[drawn[0]! * width + value]!;
      let [sum, squares, errors] = [0, 0, 0];
      for (const sample of drawn) {
        const at = sample * width + value;
        const its = truth[at]! - origin;
        sum += its;
        squares += its * its;
        errors += (predicted[at]! - truth[at]!) ** 2;
      }
      const spread = squares - (sum * sum) / drawn.length;
      r2 += spread > 0 ? 1 - errors / spread : errors === 0 ? 1 : 0;
      rmse += Math.sqrt(errors / drawn.length);
    }
    return [r2 / width, rmse / width];
  };
}

/** Of each sample: how far off it is, averaged over its values. */
export function absoluteErrors({ truth, predicted, places }: ValueOutputs): Float64Array {
  const width = truth.length / places.length;
  return Float64Array.from(places, (_, sample) => {
    let sum = 0;
    for (let at = sample * width; at < (sample + 1) * width; at++)
      sum += Math.abs(predicted[at]! - truth[at]!);
    return sum / width;
  });
}

/** The figures of predicted values, each with its interval; the work can be done a piece at a time. */
export function* valueFigures(evaluation: Evaluation, kept: ValueOutputs): FiguresWork {
  const { values, loss } = evaluation;
  if (values === null) return [];
  const samples = kept.places.length;
  const width = kept.truth.length / samples;
  const losses = meanInterval(kept.losses);
  const off = meanInterval(absoluteErrors(kept));
  const figures: Figure[] = [
    {
      id: 'r2',
      label: 'R²',
      value: values.r2,
      ...NOT_YET,
      kind: 'number',
      meaning:
        'How much of the differences between samples it explains: 1 is all, 0 no more than their mean would.',
      by: 'bootstrap',
    },
    {
      id: 'mae',
      label: 'Mean absolute error',
      value: values.mae,
      from: Math.max(0, values.mae + off.from - off.mean),
      to: values.mae + off.to - off.mean,
      kind: 'amount',
      meaning: 'How far off a prediction is on average.',
      by: 'normal',
    },
    {
      id: 'rmse',
      label: 'RMSE',
      value: values.rmse,
      ...NOT_YET,
      kind: 'amount',
      meaning: 'How far off it is where large errors weigh more (root of the mean squared error).',
      by: 'bootstrap',
    },
    {
      id: 'loss',
      label: 'Loss',
      value: loss,
      from: Math.max(0, loss + losses.from - losses.mean),
      to: loss + losses.to - losses.mean,
      kind: 'number',
      meaning: 'What training makes small, of the values as they are scaled for training.',
      by: 'normal',
    },
  ];
  yield figures;
  const [r2s, rmses] = yield* bootstrapReplicates(samples, drawnFigures(kept), replicatesOf(samples * width));
  return figures.map((figure) => {
    if (figure.id === 'r2') return { ...figure, ...percentileInterval(r2s!) };
    return figure.id === 'rmse' ? { ...figure, ...percentileInterval(rmses!) } : figure;
  });
}
