import { describe, expect, it } from 'vitest';
import { rank } from '../../../src-renderer/components/palette/rank';

const names = (sought: string, ...items: (string | [name: string, also: string])[]) =>
  rank(
    sought,
    items.map((item) =>
      typeof item === 'string' ? { name: item, also: '' } : { name: item[0], also: item[1] },
    ),
  ).map(({ item }) => item.name);

describe('what is found in the palette', () => {
  it('leaves out what does not fit', () => {
    expect(names('cnn', 'digits mlp', 'digits cnn')).toEqual(['digits cnn']);
  });

  it('puts the whole name before its beginning, that before a word in it, that before a part of a word', () => {
    expect(names('run', 'prune', 'a run', 'runs', 'run')).toEqual(['run', 'runs', 'a run', 'prune']);
  });

  it('finds by first letters', () => {
    expect(names('nr', 'New run', 'Runs')).toEqual(['New run']);
    expect(names('dcnn2', 'digits cnn 2', 'digits cnn 3')).toEqual(['digits cnn 2']);
  });

  it('does not take letters that only happen to come in this order', () => {
    expect(names('nu', 'New run')).toEqual([]);
    expect(names('xr', 'New run')).toEqual([]);
    expect(names('nur', 'New run')).toEqual([]);
  });

  it('forgives one slip in a longer word, behind all that fits well', () => {
    expect(names('setings', 'Settings')).toEqual(['Settings']);
    expect(names('chekcpoints', 'Checkpoints')).toEqual(['Checkpoints']);
    expect(names('fashoin', 'digits', 'fashion-mnist')).toEqual(['fashion-mnist']);
    expect(names('cnn', 'cmn')).toEqual([]);
    expect(names('digit', 'dight 1', 'digits 1')).toEqual(['digits 1', 'dight 1']);
  });

  it('wants every word, in any order, in the name or beside it', () => {
    expect(names('mlp digits', 'digits mlp', 'digits cnn')).toEqual(['digits mlp']);
    expect(names('wide fashion', ['wide', 'Fashion-MNIST'], ['narrow', 'Fashion-MNIST'])).toEqual(['wide']);
  });

  it('prefers the name to what stands beside it', () => {
    expect(names('digits', ['a', 'digits'], ['digits', ''])).toEqual(['digits', 'a']);
  });

  it('keeps the order among equals, and of all when nothing is typed', () => {
    expect(names('run', 'run 3', 'run 2', 'run 1')).toEqual(['run 3', 'run 2', 'run 1']);
    expect(names('  ', 'b', 'a')).toEqual(['b', 'a']);
  });
});
