import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src-main/cli/arguments';
import { didYouMean, nearest, typingDistance } from '@shared/format/did-you-mean';

describe('what was meant', () => {
  it('is as near as few letters are wrong', () => {
    expect(typingDistance('train', 'train')).toBe(0);
    expect(typingDistance('trian', 'train')).toBe(1);
    expect(typingDistance('', 'abc')).toBe(3);
    expect(typingDistance('kitten', 'sitting')).toBe(3);
  });

  it('is the nearest, or nothing', () => {
    expect(nearest('chekpoints', ['check', 'checkpoints'])).toBe('checkpoints');
    expect(nearest('Digits', ['digits', 'digest'])).toBe('digits');
    expect(nearest('fash', ['mnist', 'fashion-mnist'])).toBe('fashion-mnist');
    expect(nearest('xyz', ['train', 'check'])).toBeUndefined();
    expect(didYouMean('q', ['train'])).toBe('');
  });

  it('is told of commands and options', () => {
    expect(() => parseArguments(['trian', 'mlp'])).toThrow('Did you mean "train"?');
    expect(() => parseArguments(['train', 'mlp', '--ses', 'epochs=3'])).toThrow(
      /Did you mean "--se(t|ed)"\?/,
    );
    expect(() => parseArguments(['wibble'])).toThrow(/known are train, check/);
  });
});
