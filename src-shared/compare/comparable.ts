import type { RunSummary } from '../contract/run';
import { dataAmong } from './same-data';
import { objectiveOf } from './same-loss';

/** What has to be alike before values of two runs may be set against each other. */
export type ComparedRun = Pick<RunSummary, 'name' | 'spec' | 'target' | 'datasetName' | 'datasetFingerprint'>;

export interface Comparable {
  /** whether how good they are can be compared: they predict the same kind of thing, on the same data */
  quality: boolean;
  /** whether their losses can be compared too */
  loss: boolean;
  /** why not, or with what reserve, in sentences */
  reserves: string[];
}

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** "Digits, Fashion-MNIST and 3 more" */
function listed(names: readonly string[]): string {
  const [shown, rest] = [names.slice(0, 3), names.length - 3];
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function kindReserve(runs: readonly ComparedRun[]): string {
  const named = (type: string) =>
    listed(runs.filter(({ target }) => target.type === type).map((run) => run.name));
  return `They do not share a measure: ${named('classes')} told by accuracy, ${named('values')} by R² and errors.`;
}

/** Says what of these runs may be compared, and what may not. */
export function comparable(runs: readonly ComparedRun[]): Comparable {
  const isOne = (of: (run: ComparedRun) => unknown) => distinct(runs.map(of)).length <= 1;
  const isSameKind = isOne(({ target }) => target.type);
  const isSameData = isOne(dataAmong(runs));
  const isSameLoss = isOne(({ spec }) => objectiveOf(spec));
  const isSameSplit = isOne(({ spec }) => JSON.stringify(spec.validation));
  const reserves = [
    ...(isSameKind ? [] : [kindReserve(runs)]),
    ...(isSameData
      ? []
      : [
          `They are on different data (${listed(distinct(runs.map(({ datasetName, spec }) => datasetName || spec.data.dataset)))}): how good they are does not compare, and no best is marked.`,
        ]),
    ...(isSameData && !isSameLoss ? ['They make different losses small: losses do not compare.'] : []),
    ...(isSameData && !isSameSplit
      ? ['They hold back different samples for validation: small differences may be the samples’.']
      : []),
  ];
  return {
    quality: isSameKind && isSameData,
    loss: isSameKind && isSameData && isSameLoss,
    reserves,
  };
}
