import { describe, expect, it } from 'vitest';
import { foreignPairs, foreignTakeOver, turned } from '@shared/model/foreign-arrays';
import { foreignWords } from '@shared/model/foreign-words';
import { layerSchema, type WrittenLayer } from '@shared/spec/layer';

const layersOf = (written: WrittenLayer[]) => written.map((layer) => layerSchema.parse(layer));
const named = (shapes: Record<string, number[]>) =>
  Object.entries(shapes).map(([name, shape]) => ({ name, shape }));

const MLP = layersOf([{ type: 'flatten' }, { type: 'dense', units: 8 }, { type: 'dense', units: 3 }]);

describe('arrays from elsewhere', () => {
  it('are taken by our names, and running means before what they are of', () => {
    const theirs = named({
      'layers.1.kernel': [6, 8],
      'ema.layers.1.kernel': [6, 8],
      'layers.2.bias': [4],
      extra: [1],
    });
    const { by, pairs, unused } = foreignPairs(MLP, [2, 3, 1], theirs);
    expect(by).toBe('names');
    expect(pairs.map(({ ours, theirs: its }) => [ours, its])).toEqual([
      ['layers.1.kernel', 'ema.layers.1.kernel'],
      ['layers.2.bias', 'layers.2.bias'],
    ]);
    expect(unused).toEqual(['layers.1.kernel', 'extra']);
  });

  it('of PyTorch are found by shape and turned', () => {
    const theirs = named({ 'fc1.weight': [8, 6], 'fc1.bias': [8], 'fc2.weight': [3, 8], 'fc2.bias': [3] });
    const found = foreignTakeOver(MLP, [2, 3, 1], theirs, 'exact');
    expect(found.from.misfits).toEqual([]);
    expect(found.pairs.find(({ ours }) => ours === 'layers.1.kernel')).toMatchObject({
      theirs: 'fc1.weight',
      turn: { axes: [1, 0] },
    });
    expect(foreignWords(MLP, found).join(' ')).toContain('All 4 arrays are taken over.');
  });

  it('are not guessed at where shapes leave a choice, and a sentence says so', () => {
    const twice = layersOf([
      { type: 'dense', units: 4 },
      { type: 'dense', units: 4 },
    ]);
    const theirs = named({ 'a.weight': [4, 4], 'a.bias': [4], 'b.weight': [4, 4], 'b.bias': [4] });
    const { pairs, ambiguous } = foreignPairs(twice, [4], theirs);
    expect(pairs).toEqual([]);
    expect(ambiguous).toEqual([
      '"a" or "b" each could be "layers.0" or "layers.1" by shape: call their arrays as ours are called (layers.0.kernel, …) to take them over.',
    ]);
  });

  it('tell norms, convolutions and depthwise convolutions apart; counters and normalizations are let be', () => {
    const layers = layersOf([
      { type: 'normalization' },
      { type: 'conv2d', filters: 5, kernelSize: 3 },
      { type: 'batchNorm' },
      { type: 'depthwiseConv2d', kernelSize: 2 },
      { type: 'globalAvgPool2d' },
      { type: 'dense', units: 2 },
    ]);
    const theirs = named({
      'conv.weight': [5, 1, 3, 3],
      'conv.bias': [5],
      'bn.weight': [5],
      'bn.bias': [5],
      'bn.running_mean': [5],
      'bn.running_var': [5],
      'dw.weight': [5, 1, 2, 2],
      'dw.bias': [5],
      'head.weight': [2, 5],
      'head.bias': [2],
    });
    const found = foreignTakeOver(layers, [6, 6, 1], theirs, 'exact');
    expect(found.ambiguous).toEqual([]);
    expect(found.from.misfits).toEqual([]);
    expect(found.from.drawn.map(({ name }) => name)).toEqual([
      'layers.0.mean',
      'layers.0.variance',
      'layers.0.fill',
    ]);
    expect(found.pairs.find(({ theirs: its }) => its === 'bn.running_var')?.ours).toBe('layers.2.var');
    expect(found.pairs.find(({ theirs: its }) => its === 'dw.weight')?.turn?.axes).toEqual([2, 3, 0, 1]);
  });
});

describe('turning', () => {
  it('makes a convolution kernel of PyTorch one of ours', () => {
    const theirs = [2, 3, 4, 5];
    const at = ([o, i, h, w]: number[]) => ((o! * 3 + i!) * 4 + h!) * 5 + w!;
    const values = Float32Array.from({ length: 120 }, (_, index) => index);
    const ours = turned(values, theirs, { axes: [2, 3, 1, 0] });
    for (let h = 0; h < 4; h++)
      for (let w = 0; w < 5; w++)
        for (let i = 0; i < 3; i++)
          for (let o = 0; o < 2; o++) expect(ours[((h * 5 + w) * 3 + i) * 2 + o]).toBe(at([o, i, h, w]));
  });

  it('lets a dense layer say the same of a picture that was flattened with its channels first', () => {
    const layers = layersOf([
      { type: 'conv2d', filters: 3, kernelSize: 1 },
      { type: 'flatten' },
      { type: 'dense', units: 2 },
    ]);
    const [height, width, channels] = [2, 4, 3];
    const theirs = named({ 'fc.weight': [2, height * width * channels], 'fc.bias': [2] });
    const { pairs } = foreignPairs(layers, [height, width, 1], theirs);
    const { turn } = pairs.find(({ ours }) => ours === 'layers.2.kernel')!;
    expect(turn).toEqual({ axes: [1, 0], flattened: [height, width, channels] });
    const size = height * width * channels;
    const kernel = Float32Array.from({ length: 2 * size }, (_, at) => Math.round(100 * Math.sin(at)));
    const picture = (h: number, w: number, c: number) => h * 31 + w * 7 + c * 3;
    const dot = (weightAt: (h: number, w: number, c: number) => number) => {
      let sum = 0;
      for (let h = 0; h < height; h++)
        for (let w = 0; w < width; w++)
          for (let c = 0; c < channels; c++) sum += picture(h, w, c) * weightAt(h, w, c);
      return sum;
    };
    const ours = turned(kernel, [2, size], turn!);
    for (const output of [0, 1]) {
      const torch = dot((h, w, c) => kernel[output * size + (c * height + h) * width + w]!);
      expect(dot((h, w, c) => ours[((h * width + w) * channels + c) * 2 + output]!)).toBe(torch);
    }
  });

  it.each(['batchNorm', 'layerNorm'] as const)(
    'brings the numbers of a %s after a flattened picture into our order, and those of one before it not',
    (type) => {
      const layers = layersOf([
        { type: 'conv2d', filters: 3, kernelSize: 1 },
        { type },
        { type: 'flatten' },
        { type },
      ]);
      const [height, width, channels] = [2, 4, 3];
      const arrays = (name: string, length: number) => ({
        [`${name}.weight`]: [length],
        [`${name}.bias`]: [length],
        ...(type === 'batchNorm' && {
          [`${name}.running_mean`]: [length],
          [`${name}.running_var`]: [length],
        }),
      });
      const theirs = named({ ...arrays('early', 3), ...arrays('late', 24) });
      const { pairs } = foreignPairs(layers, [height, width, 1], theirs);
      const [early, late] = ['early', 'late'].map((name) =>
        pairs.filter(({ theirs: its }) => its.startsWith(name)).map(({ turn }) => turn),
      );
      expect(early).toEqual(late!.map(() => undefined));
      expect(late).toHaveLength(type === 'batchNorm' ? 4 : 2);
      for (const turn of late!) {
        expect(turn).toEqual({ axes: [0], flattened: [height, width, channels] });
        // A number of PyTorch's for each place: hundreds for the channel, tens for the row, ones for the column.
        const values = Float32Array.from({ length: 24 }, (_, at) => {
          const [channel, row, column] = [Math.floor(at / 8), Math.floor(at / 4) % 2, at % 4];
          return 100 * channel + 10 * row + column;
        });
        const ours = turned(values, [24], turn!);
        for (let h = 0; h < height; h++)
          for (let w = 0; w < width; w++)
            for (let c = 0; c < channels; c++)
              expect(ours[(h * width + w) * channels + c]).toBe(100 * c + 10 * h + w);
      }
    },
  );

  it('leaves the numbers of a norm after a dense layer as they are', () => {
    const layers = layersOf([
      { type: 'conv2d', filters: 3, kernelSize: 1 },
      { type: 'flatten' },
      { type: 'dense', units: 24 },
      { type: 'batchNorm' },
    ]);
    const theirs = named({
      'bn.weight': [24],
      'bn.bias': [24],
      'bn.running_mean': [24],
      'bn.running_var': [24],
    });
    const { pairs } = foreignPairs(layers, [2, 4, 1], theirs);
    expect(pairs.map(({ turn }) => turn)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
