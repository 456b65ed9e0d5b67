import { set, small, warning } from './check-words';
import type { OptimizerName } from './optimizer';
import type { Problem } from './problem';
import type { RunSpec } from './run-spec';

interface UsualRates {
  name: string;
  least: number;
  most: number;
  /** what most models train well with, the first of them first */
  good: readonly [number, number];
}

const likeAdam = { least: 0.000_03, most: 0.01, good: [0.001, 0.0003] } as const;

/** Optimizers differ by orders of magnitude: Lion steps by signs, SGD by gradients as they are. */
const USUAL: Record<OptimizerName, UsualRates> = {
  sgd: { name: 'SGD', least: 0.001, most: 0.5, good: [0.05, 0.01] },
  rmsprop: { name: 'RMSProp', ...likeAdam },
  adagrad: { name: 'Adagrad', least: 0.001, most: 0.5, good: [0.01, 0.1] },
  adam: { name: 'Adam', ...likeAdam },
  adamw: { name: 'AdamW', ...likeAdam },
  nadam: { name: 'NAdam', ...likeAdam },
  lion: { name: 'Lion', least: 0.000_003, most: 0.001, good: [0.0001, 0.000_03] },
  lamb: { name: 'LAMB', least: 0.0001, most: 0.05, good: [0.001, 0.01] },
};

const decimal = (value: number) =>
  value < 1e-6
    ? small(value)
    : value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false });

function rateProblems({ optimizer }: RunSpec): Problem[] {
  const { learningRate } = optimizer;
  const { name, least, most, good } = USUAL[optimizer.name];
  if (learningRate >= least && learningRate <= most) return [];
  const path = 'optimizer.learningRate';
  return [
    warning(
      path,
      `A learning rate of ${learningRate} is ${learningRate > most ? 'high' : 'low'} for ${name}: most models train best near ${good.map(decimal).join(' or ')}.`,
      ...good.map((value) => set(`Use ${decimal(value)}`, path, value)),
    ),
  ];
}

/** Below this gradients are cut to next to nothing: SGD stands still, and epsilon rules Adam. */
const LEAST_CLIP = { value: 1e-5, 'global-norm': 1e-3 };

function clipProblems({ optimizer: { clip } }: RunSpec): Problem[] {
  if (clip.by === 'none' || clip.max >= LEAST_CLIP[clip.by]) return [];
  return [
    warning(
      'optimizer.clip.max',
      `Gradients clipped ${clip.by === 'value' ? 'by value' : 'by length'} at ${small(clip.max)} are next to nothing: the model would hardly learn. 1 is usual.`,
      set('Use 1', 'optimizer.clip.max', 1),
      set('Do not clip', 'optimizer.clip', { by: 'none' }),
    ),
  ];
}

/** What is doubtful about the optimizer itself; its schedule has checks of its own. */
export function optimizerProblems(spec: RunSpec): Problem[] {
  const problems = [...rateProblems(spec), ...clipProblems(spec)];
  const { optimizer } = spec;
  if (optimizer.name === 'sgd' && optimizer.nesterov && optimizer.momentum === 0) {
    problems.push(
      warning(
        'optimizer.nesterov',
        'Nesterov does nothing without momentum: give a momentum, or switch it off.',
        set('Momentum 0.9', 'optimizer.momentum', 0.9),
        set('Switch it off', 'optimizer.nesterov', false),
      ),
    );
  }
  return problems;
}
