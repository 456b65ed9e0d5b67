import type { EpochRow } from '@shared/contract/run';
import type { Line } from '../../charts/draw-lines';
import type { HoverDot } from '../../charts/overlay';
import type { Range } from '@shared/charts/ranges';
import type { XKind } from '@shared/charts/series-lines';
import { logTickText, tickText } from '@shared/charts/ticks';
import type { Measure } from '../../format/measures';
import type { SeriesBuffer } from '@shared/charts/series-buffer';
import { counted } from '../../format/numbers';
import type { SavedChart } from './use-curve-files';

/** The charts of a run's curves. */
export type CurveChart = 'loss' | 'measure' | 'throughput' | 'rate';

interface Drawn {
  lines: readonly Line[];
  range: Range;
}

export interface SavedWanted {
  kind: XKind;
  left: number;
  right: number;
  xTicks: readonly number[];
  xTickText: (value: number) => string;
  colours: { train: string; validation: string };
  loss: Drawn & { dots: readonly HoverDot[]; isLog: boolean };
  measure: Drawn & {
    name: string;
    value: Measure;
    /** whether it is known of training too */
    hasTrain: boolean;
    dots: readonly HoverDot[];
    tickText: (value: number, ticks: readonly number[]) => string;
  };
  throughput: Drawn;
  rate: Drawn & { tickText: (value: number) => string };
  /** steps over which lines are smoothed */
  window: number;
  /** of the run */
  batchSize: number;
}

/** Since the row before; nothing at the first row, and where no time was measured between the two. */
const samplesPerSecond = (batchSize: number) => (series: SeriesBuffer, row: number) => {
  if (row === 0) return Number.NaN;
  const [step, seconds] = [series.column('step'), series.column('seconds')];
  const took = seconds[row]! - seconds[row - 1]!;
  return took > 0 ? ((step[row]! - step[row - 1]!) * batchSize) / took : Number.NaN;
};

const X_NAMES: Record<XKind, string> = { step: 'Step', epoch: 'Epoch', time: 'Training time' };

/** What each chart of the curves is saved as. */
export function savedCharts(wanted: SavedWanted): Record<CurveChart, SavedChart> {
  const { kind, left, right, xTicks, xTickText, colours, loss, measure, throughput, rate } = wanted;
  const axis = { xName: X_NAMES[kind], left, right, xTicks, xTickText, isLog: false, dots: [], tickText };
  const smoothed = wanted.window > 1 ? ` (mean of ${counted(wanted.window, 'step')})` : '';
  const train = { text: `train${smoothed}`, colour: colours.train };
  const validation = { text: 'validation', colour: colours.validation };
  const isBest = ({ isDiamond }: HoverDot) => isDiamond === true;
  return {
    loss: {
      picture: {
        ...axis,
        ...loss,
        dots: loss.dots.filter(isBest),
        subject: 'loss',
        yName: 'Loss',
        legend: [train, validation],
        tickText: loss.isLog ? logTickText : tickText,
      },
      csv: {
        steps: [{ head: 'train_loss', column: 'loss' }],
        epochs: [{ head: 'validation_loss', value: (row: EpochRow) => row.valLoss }],
      },
    },
    measure: {
      picture: {
        ...axis,
        ...measure,
        dots: measure.dots.filter(isBest),
        subject: measure.name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()),
        yName: measure.name,
        legend: measure.hasTrain ? [train, validation] : [validation],
      },
      csv: {
        steps: measure.hasTrain ? [{ head: 'train_accuracy', column: 'accuracy' }] : [],
        epochs: [
          {
            head: `validation_${measure.value.slice(3).toLowerCase()}`,
            value: (row: EpochRow) => row[measure.value],
          },
        ],
      },
    },
    throughput: {
      picture: { ...axis, ...throughput, subject: 'throughput', yName: 'Samples a second', legend: [] },
      csv: {
        steps: [{ head: 'samples_per_second', value: samplesPerSecond(wanted.batchSize) }],
        epochs: [{ head: 'samples_per_second_of_epoch', value: (row: EpochRow) => row.samplesPerSecond }],
      },
    },
    rate: {
      picture: { ...axis, ...rate, subject: 'learning rate', yName: 'Learning rate', legend: [] },
      csv: { steps: [{ head: 'learning_rate', column: 'learningRate' }], epochs: [] },
    },
  };
}
