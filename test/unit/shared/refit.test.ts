import { describe, expect, it } from 'vitest';
import { presets, type PresetDataset, type PresetId } from '@shared/spec/presets';
import { refitted } from '@shared/spec/refit';
import { withSetting } from '@shared/spec/with-setting';

const digits: PresetDataset = { id: 'digits', classes: Array.from('0123456789'), testCount: 10 };
const letters: PresetDataset = {
  id: 'letters',
  classes: Array.from('abcdefghijklmnopqrstuvwxyz'),
  testCount: 0,
};
const fresh = (preset: PresetId, dataset: PresetDataset) => presets[preset].spec(dataset);
const rows: PresetDataset = {
  id: 'rows',
  classes: [],
  shape: [4],
  trainCount: 200,
  input: { type: 'table', columns: [] } as unknown as PresetDataset['input'],
  target: { type: 'values', names: ['y'] } as PresetDataset['target'],
};

describe('a preset that was changed a little', () => {
  const changed = [
    ['epochs', 33],
    ['optimizer.learningRate', 0.01],
    ['model.layers.1.units', 99],
  ].reduce((spec, [path, value]) => withSetting(spec, String(path), value), fresh('mlp', digits));

  it('is fitted to a dataset of the same kind with all its changes', () => {
    const its = refitted({ ...changed, data: { dataset: 'letters' } }, digits, letters, fresh)!;
    expect(its.spec.data.dataset).toBe('letters');
    expect(its.spec.epochs).toBe(33);
    expect(its.spec.optimizer.learningRate).toBe(0.01);
    expect(its.spec.model.layers[1]).toMatchObject({ units: 99 });
    expect(its.spec.model.layers.at(-1)).toMatchObject({ units: 26 });
    expect(its.spec.test.atEnd).toBe(false);
    expect(its.kept.map(({ path }) => path)).toEqual([
      'optimizer.learningRate',
      'epochs',
      'model.layers.1.units',
    ]);
    expect(its.lost).toEqual([]);
  });

  it('takes the preset of another kind of data, and says what has no place in it', () => {
    const its = refitted(changed, digits, rows, fresh)!;
    expect(its.spec.loss).toBe('mean-squared-error');
    expect(its.spec.model.layers.at(-1)).toMatchObject({ units: 1 });
    expect(its.spec.epochs).toBe(33);
    expect(its.lost.map(({ path }) => path)).toEqual(['model.layers.1.units']);
  });

  it('is not what a model of one’s own is', () => {
    const own = {
      ...fresh('mlp', digits),
      model: { layers: Array.from({ length: 16 }, () => ({ type: 'flatten' as const })) },
    };
    expect(refitted(own as never, digits, letters, fresh)).toBeUndefined();
  });
});
