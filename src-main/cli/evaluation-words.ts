import type { Evaluation, ValuesResult } from '@shared/contract/evaluation';
import type { Figure } from '@shared/evaluation/figure';
import { macroAverage, type ClassMetrics } from '@shared/metrics/classification';
import { count, loss, percent, short, table } from './in-words';
import type { Output } from './output';

/** Areas under the curves of one class against the others; null where they are not known. */
export interface Areas {
  auc: number | null;
  averagePrecision: number | null;
}

const TEXTS: Record<Figure['kind'], (value: number) => string> = {
  share: percent,
  number: (value) => value.toFixed(4),
  amount: short,
};

/** Each figure with how far off luck alone could have put it. */
function sayFigures(output: Output, figures: readonly Figure[]): void {
  if (figures.length === 0) return;
  const rows = figures.map(({ label, kind, value, from, to }) => [
    label,
    TEXTS[kind](value),
    `${TEXTS[kind](from)} to ${TEXTS[kind](to)}`,
  ]);
  output.line();
  for (const line of table(['figure', 'value', '95% interval'], rows)) output.line(line);
}

/** How far predicted values are off, all together and each by itself. */
export function sayValues(
  output: Output,
  { loss: its, samples }: Evaluation,
  values: ValuesResult,
  figures: readonly Figure[],
): void {
  output.line(
    `loss ${loss(its)}, R² ${values.r2.toFixed(4)}, mean absolute error ${short(values.mae)}, RMSE ${short(values.rmse)} (${count(samples)} samples)`,
  );
  sayFigures(output, figures);
  if (values.each.length < 2) return;
  output.line();
  const rows = values.each.map(({ name, r2, mae, rmse }) => [name, r2.toFixed(4), short(mae), short(rmse)]);
  for (const line of table(['value', 'R²', 'mean absolute error', 'RMSE'], rows)) output.line(line);
}

/** How well classes are told apart. */
export function sayClasses(
  output: Output,
  result: Evaluation,
  perClass: readonly (ClassMetrics & Areas & { name: string })[],
  figures: readonly Figure[],
): void {
  const { samples, correct, accuracy, confusion } = result;
  output.line(
    `loss ${loss(result.loss)}, accuracy ${percent(accuracy ?? 0)} (${count(correct ?? 0)} of ${count(samples)} right)`,
  );
  const macro = macroAverage(perClass);
  output.line(
    [
      `macro precision ${percent(macro.precision)}, recall ${percent(macro.recall)}, F1 ${percent(macro.f1)}`,
      ...(result.top5Accuracy === null
        ? []
        : [`among the first five guesses ${percent(result.top5Accuracy)}`]),
    ].join(', '),
  );
  sayFigures(output, figures);
  const rows = confusion.map((row, truth) => {
    const { name, precision, recall, f1, support, auc } = perClass[truth]!;
    const wrong = row.map((value, index) => (index === truth ? 0 : value));
    const most = wrong.indexOf(Math.max(...wrong));
    const mistaken =
      (wrong[most] ?? 0) > 0 ? `${perClass[most]?.name ?? most} (${count(wrong[most] ?? 0)})` : '';
    const area = auc === null ? '–' : auc.toFixed(4);
    return [name, count(support), percent(precision), percent(recall), percent(f1), area, mistaken];
  });
  output.line();
  const heads = ['class', 'samples', 'precision', 'recall', 'F1', 'AUC', 'most often taken for'];
  for (const line of table(heads, rows)) output.line(line);
}

/** That labels look wrong. */
export function sayDoubted(output: Output, doubted: number): void {
  if (doubted === 0) return;
  output.line();
  output.line(
    doubted === 1
      ? 'One sample looks clearly like another class than its label says: --json names it, the window shows it.'
      : `${count(doubted)} samples look clearly like another class than their labels say: --json names them, the window shows them.`,
  );
}
