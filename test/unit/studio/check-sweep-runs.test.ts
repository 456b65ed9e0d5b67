import { expect, it } from 'vitest';
import { presets } from '@shared/spec/presets';
import { checkSweepRuns, type SweepCheckers } from '../../../src-main/studio/sweeps/check-sweep-runs';

const run = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const checkers: SweepCheckers = {
  maker: { check: async () => ({ problems: [], spec: run }) },
  optuna: { state: async () => ({ python: null, optuna: null, refused: { tpe: '', cmaes: '', gp: '' } }) },
  datasets: { find: async () => ({ target: { type: 'classes', names: ['0', '1'] } }) },
};
const sweep = {
  run,
  space: [{ field: 'batchSize', scale: 'choice', values: [32, 64] }],
  budget: { trials: 2 },
};

it('a measure that the dataset does not allow is told before anything begins', async () => {
  const told = await checkSweepRuns({ ...sweep, metric: 'valRmse' }, checkers);
  expect(told.problems.map(({ path }) => path)).toEqual(['metric']);
  expect(told.preview).toBeUndefined();
  const fine = await checkSweepRuns({ ...sweep, metric: 'valMacroF1' }, checkers);
  expect([fine.problems, fine.preview?.most]).toEqual([[], 2]);
});
