import { describe, expect, it } from 'vitest';
import type { DatasetInput } from '@shared/contract/dataset';
import { sizeOf } from '@shared/model/shape';
import type { ExportedModel } from '../../../../src-main/engine/export/exported-model';
import { flaxFiles } from '../../../../src-main/engine/export/flax/flax-files';
import { torchFiles } from '../../../../src-main/engine/export/pytorch/torch-files';
import { decodeSafetensors } from '../../../../src-main/engine/checkpoint/safetensors';
import { exportedModel } from './exported-model';

const MLP = [{ type: 'flatten' as const }, { type: 'dense' as const, units: 3 }];

function filesOf(model: ExportedModel, framework: 'flax' | 'pytorch') {
  const answers = {
    count: 2,
    inputs: new Uint8Array(2 * sizeOf(model.inputShape)).fill(51),
    outputs: new Float32Array(2 * model.target.names.length).fill(1),
  };
  return (framework === 'flax' ? flaxFiles : torchFiles)(model, answers);
}

function scriptOf(model: ExportedModel, framework: 'flax' | 'pytorch'): string {
  const file = filesOf(model, framework).find(({ path }) => path === 'model.py');
  return new TextDecoder().decode(file!.bytes);
}

describe.each(['flax', 'pytorch'] as const)('a script in %s', (framework) => {
  it('of a small model is one that a person could have written', async () => {
    await expect(scriptOf(exportedModel(MLP), framework)).toMatchFileSnapshot(`small-model-${framework}.py`);
  });

  it('refuses a row that lacks a number where nothing in the model fills it in', () => {
    const input: DatasetInput = {
      type: 'table',
      columns: [{ type: 'number', name: 'size', missing: 0, fill: 'mean' }],
    };
    const dense = { type: 'dense' as const, units: 3 };
    const refusal = 'is missing, and nothing in this model fills it in';
    const plain = scriptOf(exportedModel([dense], {}, { input }), framework);
    expect(plain).toContain(refusal);
    expect(plain).not.toContain('math.nan');
    const filling = scriptOf(exportedModel([{ type: 'normalization' }, dense], {}, { input }), framework);
    expect(filling).not.toContain(refusal);
    expect(filling).toContain('math.nan');
  });

  it('refuses what no float32 holds, a table without rows and a file that cannot be read', () => {
    const input: DatasetInput = {
      type: 'table',
      columns: [{ type: 'number', name: 'size', missing: 0, fill: 'mean' }],
    };
    const text = scriptOf(exportedModel([{ type: 'dense', units: 3 }], {}, { input }), framework);
    expect(text).toContain('if not abs(number) < 3.4028235e38:');
    expect(text).toContain('raise SystemExit(f"{path} holds no rows below the names of its columns.")');
    expect(text).toContain('raise SystemExit(f"{file} cannot be read:');
  });

  it('has what a run does, and nothing else', () => {
    const plain = scriptOf(exportedModel(MLP), framework);
    for (const absent of [
      'dropout',
      'Norm(',
      'same(',
      'augment',
      'mixed',
      'schedule',
      'average =',
      'FROZEN',
      'optax.clip',
      'clip_',
      'groups',
      'count, start',
      'Plateau',
      'EarlyStopping',
      'smooth',
      'decay',
    ]) {
      expect(plain, absent).not.toContain(absent);
    }
    const full = scriptOf(
      exportedModel(
        [
          { type: 'conv2d', filters: 4, strides: 2, frozen: true },
          { type: 'batchNorm' },
          { type: 'dropout', rate: 0.3 },
          ...MLP,
        ],
        {
          augment: { rotate: 10, mixup: 0.2 },
          ema: 0.99,
          microBatches: 2,
          labelSmoothing: 0.1,
          earlyStopping: { patience: 3 },
          optimizer: {
            name: 'adamw',
            learningRate: 0.01,
            schedule: { name: 'reduce-on-plateau' },
            clip: { by: 'value', max: 0.5 },
          },
        },
      ),
      framework,
    );
    for (const present of [
      '0.3, seeds[0]',
      'augmented(',
      'mixed(',
      'Plateau',
      'average =',
      '0.99',
      'FROZEN',
      'EarlyStopping',
    ]) {
      expect(full, present).toContain(present);
    }
  });

  it('brings pictures to size as the dataset was', () => {
    const resized = (resize?: 'stretch' | 'fit' | 'crop') =>
      scriptOf(exportedModel(MLP, {}, { input: { type: 'pictures', shape: [6, 8, 1], resize } }), framework);
    expect(resized()).toContain('framed = np.zeros((HEIGHT, WIDTH');
    expect(resized('fit')).toBe(resized());
    expect(resized('stretch')).toContain('return min(height / HEIGHT, height), min(width / WIDTH, width)');
    expect(resized('crop')).toContain('top, left = (pixels.shape[0] - HEIGHT + 1) // 2');
  });

  it('says at its top what it cannot do again', () => {
    const spec = {
      start: { run: 'parent-run', checkpoint: '0002-200', mode: 'weights' },
      precision: 'bfloat16',
      stop: { minutes: 5 },
    };
    const [, head = ''] = scriptOf(exportedModel(MLP, spec), framework).split('"""');
    expect(head).toContain('Not as in the run:');
    expect(head.replaceAll(/\s+/g, ' ')).toContain(
      'began with the weights of checkpoint 0002-200 of run parent-run',
    );
    expect(head).toContain('bfloat16');
    expect(head).toContain('5 minutes');
    expect(scriptOf(exportedModel(MLP), framework)).not.toContain('Not as in the run');
  });

  it('divides by the spread of no value that is always the same', () => {
    const spec = { loss: 'mean-squared-error', earlyStopping: { patience: 3, monitor: 'valR2' } };
    const target = { type: 'values' as const, names: ['rent'] };
    const text = scriptOf(exportedModel(MLP, spec, { target }), framework);
    expect(text).toContain(
      'np.where(spread == 0, squared == 0, 1 - squared / np.where(spread == 0, 1, spread))',
    );
  });

  it('holds up against names that Python would take for something else', () => {
    const model = exportedModel(MLP, {}, { target: { type: 'classes', names: ['"', '\\n', '{x}'] } });
    const text = scriptOf({ ...model, name: 'a """ b \\' }, framework);
    expect(text).toContain(String.raw`CLASSES = ["\"", "\\n", "{x}"]`);
    expect(text).toMatch(/^"""a ''' b \\\\: one of 3 classes/);
  });

  it('has recorded answers beside it, pictures from 0 to 1', () => {
    const files = filesOf(exportedModel(MLP), framework);
    const answers = decodeSafetensors(files.find(({ path }) => path === 'answers.safetensors')!.bytes);
    expect(answers.map(({ name, shape }) => [name, shape])).toEqual([
      ['inputs', [2, 8, 8, 1]],
      ['outputs', [2, 3]],
    ]);
    expect(answers[0]!.values[0]).toBeCloseTo(0.2, 7);
  });
});
