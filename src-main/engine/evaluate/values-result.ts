import type { ValuesResult } from '@shared/contract/evaluation';
import { histogramOf } from '@shared/metrics/histogram';
import { averageMetrics, regressionMetrics } from '@shared/metrics/regression';
import type { MeasuredValues } from './measure';

/** As many as a picture of them can show. */
const MOST_POINTS = 2000;

/** What is told of predicted values. */
export function valuesResult(
  { truth, predicted }: Pick<MeasuredValues, 'truth' | 'predicted'>,
  names: readonly string[],
): ValuesResult {
  const each = truth.map((values, index) => regressionMetrics(values, predicted[index]!));
  const first = truth[0]!;
  const its = predicted[0]!;
  const stride = Math.max(1, Math.ceil(first.length / MOST_POINTS));
  const points: [number, number][] = [];
  for (let i = 0; i < first.length; i += stride) points.push([first[i]!, its[i]!]);
  return {
    ...averageMetrics(each),
    each: each.map((metrics, index) => ({ name: names[index]!, ...metrics })),
    points,
    residuals: histogramOf(first.map((value, i) => its[i]! - value)) ?? { min: 0, max: 0, counts: [0] },
  };
}
