import { expect, it } from 'vitest';
import { presets, suitingPresets } from '@shared/spec/presets';
import { freeName } from '../../../src-main/studio/run-names';

const digits = { id: 'digits', classes: [...'0123456789'] };

it('runs are named by their data and model, and no two alike', () => {
  const names = suitingPresets({}).map(({ id }) => freeName(presets[id].spec(digits), new Set()));
  expect(names).toEqual(['digits-mlp', 'digits-cnn', 'digits-resnet']);
  expect(freeName(presets.resnet.spec(digits), new Set(['digits-resnet']))).toBe('digits-resnet-2');
});
