import type { ReportCollector } from './report-collector';

/** Fewer training samples of a class than these teach a model hardly anything. */
const FEW = 5;
/** How many times as many samples the commonest class may have as the rarest. */
const MOST_RATIO = 10;

export interface ClassCounts {
  names: readonly string[];
  /** samples of each class that are trained on */
  train: readonly number[];
  /** samples of each class in the test part; undefined where there is no such part */
  test: readonly number[] | undefined;
}

/** Doubts about classes that are rare, missing from the test part, or much rarer than others. */
export function doubtClasses(report: ReportCollector, { names, train, test }: ClassCounts): void {
  for (const [label, name] of names.entries()) {
    if (train[label]! < FEW) {
      report.doubt(
        'rare class',
        name,
        String(train[label]),
        (count) =>
          `${count === 1 ? 'A class has' : `${count} classes have`} fewer than ${FEW} training samples: add some, or take the class out.`,
      );
    }
    if (test !== undefined && test[label] === 0) {
      report.doubt(
        'missing in test',
        name,
        '',
        (count) =>
          `${count === 1 ? 'A class has' : `${count} classes have`} no test samples, so that nothing will be known of how well it is told: add some.`,
      );
    }
  }
  const most = train.indexOf(Math.max(...train));
  const least = train.indexOf(Math.min(...train));
  if (train[most]! > MOST_RATIO * Math.max(1, train[least]!)) {
    report.doubt(
      'imbalance',
      names[least]!,
      names[most]!,
      () =>
        `"${names[most]}" has ${train[most]!.toLocaleString('en')} training samples and "${names[least]}" ${train[least]!.toLocaleString('en')}: accuracy will say little of the rare class, look at macro F1.`,
    );
  }
}
