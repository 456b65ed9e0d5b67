import { branchedSpec, continuedSpec, nextFreeName } from '@shared/spec/derive';
import { presets } from '@shared/spec/presets';
import { expect, it } from 'vitest';

const parent = presets.mlp.spec({ id: 'digits', classes: ['0', '1'] });
const from = { id: 'e0002-s000000844', run: '20261123-214500-k3fq', runName: 'digits-mlp', epoch: 2 };

it('proposes names that no run has yet', () => {
  const taken = new Set(['digits-mlp', 'digits-mlp-2', 'digits-mlp-3']);
  expect(nextFreeName('digits-mlp', new Set())).toBe('digits-mlp-2');
  expect(nextFreeName('digits-mlp', taken)).toBe('digits-mlp-4');
  expect(continuedSpec(parent, from, taken).name).toBe('digits-mlp-4');
  expect(branchedSpec(parent, from, taken).name).toBe('digits-mlp-4');
});
