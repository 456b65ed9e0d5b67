import { expect, it } from 'vitest';
import { presets } from '@shared/spec/presets';
import { metricProblem, metricsFor } from '@shared/sweep/check-metric';

const run = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });

it('trials are judged by what their models have', () => {
  expect(metricsFor('classes')).toEqual(['valLoss', 'valAccuracy', 'valMacroF1']);
  expect(metricsFor('values')).toEqual(['valLoss', 'valMae', 'valRmse', 'valR2']);
  expect(metricProblem({ run, metric: 'valRmse' }, 'classes')).toMatchObject({
    severity: 'error',
    path: 'metric',
    message:
      'valRmse is for models that predict values, and this one predicts classes: choose valLoss, valAccuracy or valMacroF1.',
  });
  expect(metricProblem({ run, metric: 'valAccuracy' }, 'values')?.message).toMatch(
    /predict classes, and this one predicts values: choose valLoss, valMae, valRmse or valR2\./,
  );
  expect(metricProblem({ run, metric: 'valAccuracy' }, 'classes')).toBeUndefined();
  expect(metricProblem({ run, metric: undefined }, 'classes')).toBeUndefined();
});

it('what the run itself goes by is told of the run, once', () => {
  const wrong = { ...run, best: { metric: 'valR2' as const } };
  expect(metricProblem({ run: wrong, metric: 'valR2' }, 'classes')).toBeUndefined();
});
