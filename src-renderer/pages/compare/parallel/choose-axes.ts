import { runSettingRows, type SettingRow } from '@shared/compare/settings';
import type { RunSummary } from '@shared/contract/run';
import { mainMeasure, measuresOf, measureText } from '../../../format/measures';
import { loss, setting, short } from '../../../format/numbers';
import { fieldLabel } from '../../new-run/field-labels';
import { settingText } from '../../new-run/spec-diff';
import { parallelAxis, type AxisValue, type ParallelAxis } from './axis';

/** What most often matters, before all else that differs. */
const FIRST = [
  'optimizer.learningRate',
  'batchSize',
  'optimizer.name',
  'optimizer.schedule.name',
  'optimizer.weightDecay',
  'epochs',
];
/** How often something is saved or tested changes nothing of how good a run is. */
const IRRELEVANT =
  /^(start|seed|test\.|checkpoint\.|record\.|backend$|changes|validation\.fold$|weights\.file$)/;

function rank({ path }: SettingRow): number {
  const place = FIRST.indexOf(path);
  if (place >= 0) return place;
  return path.startsWith('model.') ? FIRST.length : FIRST.length + 1;
}

function axisValue(path: string, value: unknown): AxisValue {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? value : settingText(path, value);
}

const isConstant = (values: readonly AxisValue[]) => new Set(values).size < 2;

/** What a run came to: its main measure at its best epoch, or its loss where nothing else is there. */
function resultAxis(runs: readonly RunSummary[]): ParallelAxis {
  const target = runs[0]!.target;
  const [measure] = measuresOf(target);
  const isShared = runs.every((run) => run.target.type === target.type);
  if (!isShared || !measure) {
    return parallelAxis({
      key: 'valLoss',
      label: 'Validation loss',
      values: runs.map(({ best }) => best?.valLoss ?? undefined),
      text: loss,
      canBeLog: true,
    });
  }
  const main = mainMeasure(target);
  return parallelAxis({
    key: main,
    label: measure.label,
    values: runs.map(({ best }) => best?.[main] ?? undefined),
    text: (value) => measureText(main, value),
    canBeLog: false,
  });
}

/**
 * The axes on which runs are set against each other: the settings in which they differ, what matters most first, their
 * size, and last what they came to. Empty for fewer than two runs.
 */
export function chooseAxes(runs: readonly RunSummary[], most: number): ParallelAxis[] {
  if (runs.length < 2) return [];
  const parameters = runs.map((run): AxisValue => run.parameters);
  const size = isConstant(parameters)
    ? []
    : [
        parallelAxis({
          key: 'parameters',
          label: 'Parameters',
          values: parameters,
          text: short,
          canBeLog: true,
        }),
      ];
  const settings = runSettingRows(runs)
    .filter(({ differs, path }) => differs && !IRRELEVANT.test(path))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, Math.max(0, most - 1 - size.length))
    .map(({ path, from, values }) =>
      parallelAxis({
        key: path,
        label: fieldLabel(path, runs[from]?.spec),
        values: values.map((value) => axisValue(path, value)),
        text: (value) => setting(Number(value.toPrecision(3))),
        canBeLog: true,
      }),
    );
  return [...settings, ...size, resultAxis(runs)];
}
