import { branchedSpec, continuedSpec, nextFreeName } from '@shared/spec/derive';
import { presets } from '@shared/spec/presets';
import { expect, it } from 'vitest';

const parent = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const from = {
  id: 'e0002-s000000844',
  run: '20261123-214500-k3fq',
  runName: 'digits-mlp',
  epoch: 2,
  step: 844,
};

it('proposes names that no run has yet', () => {
  const taken = new Set(['digits-mlp', 'digits-mlp-2', 'digits-mlp-3']);
  expect(nextFreeName('digits-mlp', new Set())).toBe('digits-mlp-2');
  expect(nextFreeName('digits-mlp', taken)).toBe('digits-mlp-4');
  expect(continuedSpec(parent, from, taken).name).toBe('digits-mlp-4');
  expect(branchedSpec(parent, from, taken).name).toBe('digits-mlp-4');
});

it('gives a run that goes on as many epochs and steps again, where those of its parent are used up', () => {
  const at = (epochs: number, steps: number) => ({ ...parent, epochs, stop: { ...parent.stop, steps } });
  expect(continuedSpec(at(2, 0), from)).toMatchObject({ epochs: 4, stop: { steps: 0 } });
  expect(continuedSpec(at(5, 844), from)).toMatchObject({ epochs: 5, stop: { steps: 1688 } });
  expect(continuedSpec(at(5, 2000), from)).toMatchObject({ epochs: 5, stop: { steps: 2000 } });
});
