import { expect, it } from 'vitest';
import { exportName, misleadingTarget, targetKind } from '@shared/export/target';
import { encodeSafetensors } from '../../../../src-main/engine/checkpoint/safetensors';
import { modelCard } from '../../../../src-main/engine/export/model-card';
import { preparationOf } from '../../../../src-main/engine/export/preparation';
import { safetensors } from '../../../../src-main/engine/export/safetensors/format';
import { TRIAL_MODELS } from '../../../trial-models';

it('tells the place of each column, what fills its gaps, and how values are scaled back', () => {
  const model = TRIAL_MODELS['a regressor of rows']!();
  const fill = model.weights.find(({ name }) => name === 'layers.0.fill')!.values;
  expect(preparationOf(model)).toEqual({
    version: 1,
    input: {
      type: 'table',
      numbers: 5,
      columns: [
        { name: 'age', type: 'number', at: 0, ifMissing: fill[0] },
        { name: 'town', type: 'category', at: 1, categories: ['Ávila', 'Bern', 'Cork'] },
        { name: 'height', type: 'number', at: 4, ifMissing: fill[4] },
      ],
    },
    output: { type: 'values', names: ['price', 'weight'], mean: [12.5, -1], deviation: [4, 0.5] },
  });
});

it('tells of pictures how bytes are scaled, and how likelihoods follow from outputs', () => {
  expect(preparationOf(TRIAL_MODELS['an MLP']!())).toMatchObject({
    input: { type: 'pictures', shape: [16, 12, 3], colours: 'red, green, blue', divideBy: 255 },
    output: { type: 'classes', names: ['ape', 'bee', 'cat', 'dog'], likelihood: 'softmax' },
  });
});

it('finds out a safetensors file of which one bit or one text was changed', async () => {
  const model = TRIAL_MODELS['an MLP']!();
  const samples = { count: 64, inputs: new Uint8Array(), outputs: new Float32Array(), from: '' };
  const [made] = await safetensors.make(model);
  const checked = async (bytes: Uint8Array) =>
    safetensors.check([{ path: 'model.safetensors', bytes }], model, samples);
  expect(await checked(made!.bytes)).toMatchObject({ difference: 0, note: '' });
  const flipped = Uint8Array.from(made!.bytes);
  flipped[flipped.length - 1]! ^= 1;
  expect((await checked(flipped)).note).toContain('layers.2.bias has other numbers');
  expect((await checked(encodeSafetensors(model.weights))).note).toContain('its metadata');
});

it('a model card shows names with marks of Markdown as they are, and no licence', () => {
  const model = { ...TRIAL_MODELS['an MLP']!(), name: 'a|b <i>*x*\n# y' };
  const check = {
    by: 'ONNX Runtime 1',
    samples: 64,
    from: 'x',
    difference: 1e-7,
    outputDifference: 1e-6,
    note: '',
  };
  const facts = {
    run: 'abcd-1',
    appVersion: '1.2.3',
    datasetName: 'Digits',
    datasetFingerprint: 'ab',
    tests: [{ dataset: 'Digits', samples: 1000, loss: 0.1, accuracy: 0.975, r2: null }],
  };
  const card = modelCard(model, facts, { format: 'onnx', files: [], usage: 'Use it.', check });
  expect(card).toContain('# a\\|b \\<i\\>\\*x\\* \\# y\n');
  expect(card).toContain('model_name: "a|b <i>*x*\\n# y"');
  expect(card).toContain('- Test on Digits, 1,000 samples: accuracy 97.50 %');
  expect(card).toContain('differ by at most 1.0e-7');
  expect(card).toContain('No licence is stated');
  expect(card).toContain('- Data: Digits, SHA-256 of its content `ab`\n');
  expect(card).toContain('Classes: 0 ape, 1 bee, 2 cat, 3 dog.');

  const drawn = { ...model, spec: { ...model.spec, data: { ...model.spec.data, dataset: 'digits' } } };
  const digits = { ...drawn, target: { type: 'classes' as const, names: ['0', '1', '2', '3'] } };
  const code = { format: 'pytorch' as const, files: [], usage: 'Use it.', check };
  expect(modelCard(digits, facts, code)).toContain('Classes: 0, 1, 2, 3.');
  expect(modelCard(digits, facts, code)).toContain('here as a PyTorch script.');
  expect(modelCard(digits, facts, code)).toContain('SHA-256 of the recipe that it is drawn by `ab`');
  const old = { ...facts, datasetFingerprint: '' };
  expect(modelCard(digits, old, code)).toContain('- Data: Digits\n');
});

it('what is written follows from the ending of its path', () => {
  expect(targetKind('onnx', '/a/model')).toBe('folder');
  expect(targetKind('onnx', '/a/model.ZIP')).toBe('zip');
  expect(targetKind('onnx', '/a/model.onnx')).toBe('file');
  expect(targetKind('safetensors', '/a/model.onnx')).toBe('folder');
  expect(misleadingTarget('safetensors', '/a/model.onnx')).toContain('ends as a file of ONNX does');
  expect(misleadingTarget('onnx', '/a/model.onnx')).toBeUndefined();
  expect(misleadingTarget('flax', '/a/train.py')).toContain(
    'ends in .py, but Flax script comes as several files',
  );
  expect(misleadingTarget('savedmodel', '/a/x.PB')).toContain('ends in .pb');
  expect(misleadingTarget('pytorch', '/a/train.py.zip')).toBeUndefined();
  expect(misleadingTarget('pytorch', '/a/v1.2')).toBeUndefined();
  expect(exportName('../Fashion: 10 Größen', 'onnx')).toBe('Fashion-10-Größen-onnx');
});
