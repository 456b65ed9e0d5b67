import { describe, expect, it } from 'vitest';
import { freshSpec } from '@shared/spec/fresh-spec';
import { parseSpec } from '@shared/spec/parse';
import { presets } from '@shared/spec/presets';

const digits = {
  id: 'digits',
  name: 'Drawn digits',
  shape: [28, 28, 1],
  classes: [...'0123456789'],
  trainCount: 60_000,
};

describe('the spec of a new run', () => {
  it('is its preset’s, while the settings say nothing else', () => {
    expect(freshSpec('mlp', digits, undefined)).toEqual(presets.mlp.spec(digits));
    expect(freshSpec('cnn', digits, { newRunsKeep: 'everything' })).toEqual(presets.cnn.spec(digits));
  });

  it('keeps few checkpoints where the settings say so, and nothing else of it changes', () => {
    const spec = freshSpec('cnn', digits, { newRunsKeep: 'few' });
    expect(spec.checkpoint.keep).toEqual({ best: 1, last: 2, everyNth: 0 });
    const checkpoint = { ...spec.checkpoint, keep: undefined };
    expect({ ...spec, checkpoint }).toEqual(presets.cnn.spec(digits));
    expect(parseSpec(spec).ok).toBe(true);
  });
});
