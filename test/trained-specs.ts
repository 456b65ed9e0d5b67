/** Arguments of `trainyard train`, for runs of which something else carries over from step to step in each. */

export const PLAIN = ['train', 'mlp', '--set', 'epochs=3', '--set', 'checkpoint.everySteps=100'];

const layersArgument = (layers: readonly object[]) => `model.layers=${JSON.stringify(layers)}`;

/** With everything that carries something from step to step. */
export const STATEFUL = [
  ...PLAIN,
  '--set',
  layersArgument([
    { type: 'flatten' },
    { type: 'dense', units: 64, useBias: false },
    { type: 'batchNorm' },
    { type: 'activation', activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 10 },
  ]),
  '--set',
  `optimizer=${JSON.stringify({ name: 'nadam', learningRate: 0.002, schedule: { name: 'one-cycle' }, clip: { by: 'global-norm', max: 1 } })}`,
  '--set',
  'ema=0.99',
  '--set',
  'microBatches=2',
];

/** Ends in its third epoch: no loss can improve by so much. */
export const EARLY = [
  ...PLAIN,
  '--set',
  'epochs=9',
  '--set',
  'earlyStopping.patience=2',
  '--set',
  'earlyStopping.minDelta=5',
];

/** Ends in the middle of its second epoch. */
export const LIMITED = [...PLAIN, '--set', 'stop.steps=700', '--set', 'optimizer.schedule.name=cosine'];

/** Some of it frozen: a norm that keeps its statistics, and weights of which no optimizer state is kept. */
export const FROZEN = [
  ...PLAIN,
  '--set',
  layersArgument([
    { type: 'flatten' },
    { type: 'dense', units: 64, frozen: true },
    { type: 'batchNorm', frozen: true },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 10 },
  ]),
  '--set',
  'ema=0.99',
];

/** Pictures that are changed and mixed, by threads that prepare them; fewer of them, since that takes longer. */
export const AUGMENTED = [
  ...PLAIN,
  '--set',
  'validation.fraction=0.8',
  '--set',
  'checkpoint.everySteps=20',
  '--set',
  `augment=${JSON.stringify({ shift: 0.1, rotate: 10, zoom: 0.1, crop: 1, noise: 0.02, cutout: 0.2, mixup: 0.2 })}`,
];
