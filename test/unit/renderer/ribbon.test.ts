import { checkpointPolicySchema } from '@shared/spec/checkpoint-policy';
import { denseSchema } from '@shared/spec/layer';
import { presets } from '@shared/spec/presets';
import { describe, expect, it } from 'vitest';
import { describeDraft } from '../../../src-renderer/pages/new-run/described-layers';
import { policyStops } from '../../../src-renderer/pages/new-run/policy-stops';
import { halfWidths, ribbonPath, wall } from '../../../src-renderer/pages/new-run/ribbon';
import { differences } from '../../../src-renderer/pages/new-run/spec-diff';

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
const cnn = presets.cnn.spec({ id: 'digits', classes });

describe('ribbon', () => {
  it('is as wide as the root of the values, on one scale', () => {
    const half = halfWidths([784, 25_088]);
    expect(half(25_088) / half(784)).toBeCloseTo(Math.sqrt(25_088 / 784), 6);
    expect(half(25_088)).toBeLessThanOrEqual(32);
    expect(halfWidths([])(1)).toBeGreaterThan(0);
  });

  it('closes around its flows', () => {
    const half = halfWidths([100, 25]);
    const path = ribbonPath(
      [
        { top: 0, bottom: 10, values: 100 },
        { top: 20, bottom: 30, values: 25 },
      ],
      half,
    );
    expect(path).toBe(
      'M32.0 0.0L32.0 10.0C32.0 15.0 33.0 15.0 33.0 20.0L33.0 30.0L35.0 30.0L35.0 20.0C35.0 15.0 36.0 15.0 36.0 10.0L36.0 0.0Z',
    );
    expect(ribbonPath([], half)).toBe('');
  });

  it('overhangs only where too much arrives', () => {
    const half = halfWidths([3136, 1600]);
    expect(wall(100, 3136, 1600, half).over).not.toBe('');
    expect(wall(100, 1600, 3136, half).over).toBe('');
  });
});

describe('describeDraft', () => {
  it('describes what comes after a layer that expects another size', () => {
    const layers = cnn.model.layers.with(
      5,
      denseSchema.parse({ type: 'dense', units: 128, activation: 'relu', inputs: 1600 }),
    );
    const { description } = describeDraft(layers, [28, 28, 1]);
    expect(description.problem?.layer).toBe(5);
    expect(description.parameters).toBe(421_642);
  });

  it('describes up to a layer that cannot be read', () => {
    const { description } = describeDraft(
      cnn.model.layers.toSpliced(2, 1, { type: 'dense' } as never),
      [28, 28, 1],
    );
    expect(description.layers).toHaveLength(2);
  });
});

describe('policyStops', () => {
  it('counts in epochs and ends with the run', () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 4 });
    expect(policyStops({ checkpoint }, { perEpoch: 100, total: 1000 })).toEqual([4, 8, 10]);
    const bySteps = { ...checkpoint, everyEpochs: 0, everySteps: 150 };
    expect(policyStops({ checkpoint: bySteps }, { perEpoch: 100, total: 400 })).toEqual([1.5, 3, 4]);
  });

  it('ends where a limit in steps does, and begins behind the checkpoint that is continued', () => {
    const checkpoint = checkpointPolicySchema.parse({ everyEpochs: 2 });
    expect(policyStops({ checkpoint }, { perEpoch: 100, total: 450 })).toEqual([2, 4, 4.5]);
    const start = { run: 'a-run', checkpoint: '0004-400', mode: 'continue', fit: 'exact' } as const;
    expect(policyStops({ checkpoint, start }, { perEpoch: 100, total: 800 })).toEqual([6, 8]);
    const weights = { ...start, mode: 'weights' } as const;
    expect(policyStops({ checkpoint, start: weights }, { perEpoch: 100, total: 400 })).toEqual([2, 4]);
  });
});

describe('differences', () => {
  it('names what differs, and nothing else', () => {
    expect(differences(cnn, { ...cnn, name: 'other', batchSize: 128 })).toEqual([
      { label: 'Batch size', from: '64', to: '128' },
    ]);
    const layers = cnn.model.layers.with(
      5,
      denseSchema.parse({ type: 'dense', units: 64, activation: 'relu' }),
    );
    expect(differences(cnn, { ...cnn, model: { layers } })).toEqual([
      { label: 'Layer 6 (dense) units', from: '128', to: '64' },
    ]);
    const shorter = cnn.model.layers.toSpliced(1, 1);
    expect(differences(cnn, { ...cnn, model: { layers: shorter } })).toEqual([
      { label: 'Layer 2 (max pool)', from: '2×2', to: 'none' },
    ]);
    expect(differences({ ...cnn, model: { layers: shorter } }, cnn)).toEqual([
      { label: 'Layer 2 (max pool)', from: 'none', to: '2×2' },
    ]);
  });
});
