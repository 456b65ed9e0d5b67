import type { RunSummary } from '@shared/contract/run';
import { LOSS_NAMES } from '../../format/training';
import { grouped } from '../../stores/grouped';
import type { CompareMetric } from './compare-metrics';

/** One chart of a comparison. */
export interface ComparedChart {
  key: string;
  metric: CompareMetric;
  runs: readonly RunSummary[];
  /** what is in it alone, where there is another one of the same metric; else empty */
  of: string;
}

/** Losses of two kinds have no axis in common: cross-entropy is no squared error. Each kind has a chart of its own. */
export function comparedCharts(
  runs: readonly RunSummary[],
  metrics: readonly CompareMetric[],
): ComparedChart[] {
  return metrics.flatMap((metric): ComparedChart[] => {
    const kinds = metric.value === 'loss' ? [...grouped(runs, ({ spec }) => spec.loss)] : [];
    if (kinds.length < 2) return [{ key: metric.value, metric, runs, of: '' }];
    return kinds.map(([kind, own]) => ({
      key: `${metric.value} ${kind}`,
      metric,
      runs: own,
      of: LOSS_NAMES[kind].toLowerCase(),
    }));
  });
}
