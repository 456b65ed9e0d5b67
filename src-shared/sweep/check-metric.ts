import type { DatasetTarget } from '../contract/dataset';
import type { Problem } from '../spec/problem';
import { bestMetricSchema, FOR_CLASSES, FOR_VALUES, type BestMetric } from '../spec/stopping';
import type { SweepSpec } from './sweep-spec';

const unknownOf = (type: DatasetTarget['type']) => (type === 'values' ? FOR_CLASSES : FOR_VALUES);

/** What a model can be judged by that predicts classes, or values. */
export const metricsFor = (type: DatasetTarget['type']): BestMetric[] =>
  bestMetricSchema.options.filter((metric) => !unknownOf(type).includes(metric));

/** What is wrong with what trials are judged by: a number that their models never have makes each of them vain. */
export function metricProblem(
  { metric, run }: Pick<SweepSpec, 'metric' | 'run'>,
  type: DatasetTarget['type'],
): Problem | undefined {
  // What the run itself goes by is told as it would be of the run alone.
  if (metric === undefined || metric === run.best.metric || metricsFor(type).includes(metric)) {
    return undefined;
  }
  const [has, other] = type === 'values' ? ['values', 'classes'] : ['classes', 'values'];
  const known = metricsFor(type);
  const all = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  const message = `${metric} is for models that predict ${other}, and this one predicts ${has}: choose ${all}.`;
  return { severity: 'error', path: 'metric', message, mends: [] };
}
