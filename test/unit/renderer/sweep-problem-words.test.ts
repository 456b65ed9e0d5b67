import { expect, it } from 'vitest';
import { problemWords } from '../../../src-renderer/pages/sweeps/begin/problem-words';

const fields = [
  { path: 'optimizer.learningRate', label: 'Learning rate' },
  { path: 'optimizer.name', label: 'Optimizer' },
  { path: 'batchSize', label: 'Batch size' },
  { path: 'epochs', label: 'Epochs' },
  { path: 'ema', label: 'Averaged weights' },
];

it.each([
  [
    'optimizer.learningRate: the least value 0.1 is above the greatest 0.03.',
    'Learning rate: the least value 0.1 is above the greatest 0.03.',
  ],
  ['batchSize must be a number, not "x".', 'Batch size must be a number, not "x".'],
  ['With batchSize 99999: the batch is large.', 'With batch size 99999: the batch is large.'],
  ['With ema 2: it must be below 1.', 'With averaged weights 2: it must be below 1.'],
  [
    'ema depends on optimizer.name, which is not varied before it.',
    'Averaged weights depends on optimizer, which is not varied before it.',
  ],
  ['Trials have 3 epochs: none can be stopped early.', 'Trials have 3 epochs: none can be stopped early.'],
  ['optimizer.nameless is not a field of adam.', 'optimizer.nameless is not a field of adam.'],
  [
    'valRmse is for models that predict values: choose valLoss or valAccuracy.',
    'Validation RMSE is for models that predict values: choose validation loss or validation accuracy.',
  ],
])('%s is told in the words of the form', (message, words) => {
  expect(problemWords(message, fields)).toBe(words);
});
