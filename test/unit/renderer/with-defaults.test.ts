import { expect, it } from 'vitest';
import { parseSpec } from '@shared/spec/parse';
import { presets } from '@shared/spec/presets';
import { withValueAt } from '@shared/spec/path';
import { withDefaults } from '../../../src-renderer/pages/new-run/with-defaults';

const spec = presets.cnn.spec({ id: 'digits', classes: [...'0123456789'] });
const readOf = (draft: unknown): unknown => {
  const parsed = parseSpec(draft);
  return parsed.ok ? parsed.spec : undefined;
};

it('shows what a short spec leaves out as it would be trained', () => {
  const short = {
    data: { dataset: 'digits' },
    model: { layers: [{ type: 'flatten' }, { type: 'dense', units: 10 }] },
    optimizer: { learningRate: 0.001 },
    validation: { fraction: 0.2 },
    batchSize: 64,
  };
  expect(withDefaults(short, readOf(short))).toEqual(readOf(short));
  expect(withDefaults(short, readOf(short))).toMatchObject({
    epochs: 10,
    shuffle: true,
    validation: { fraction: 0.2, folds: 0 },
    optimizer: { name: 'adam', schedule: { name: 'constant' } },
    model: { layers: [{}, { useBias: true, activation: 'linear' }] },
  });
});

it('leaves what stands in the draft as it is, wrong or empty', () => {
  for (const wrong of [null, 'ten', -1]) {
    const draft = withValueAt(spec, 'epochs', wrong);
    expect(withDefaults(draft, spec)).toEqual(draft);
  }
  const shorter = withValueAt(spec, 'model.layers', spec.model.layers.slice(1));
  expect(withDefaults(shorter, spec)).toEqual(shorter);
  expect(withDefaults('no spec', spec)).toBe('no spec');
  expect(withDefaults({ epochs: 1 }, undefined)).toEqual({ epochs: 1 });
});
