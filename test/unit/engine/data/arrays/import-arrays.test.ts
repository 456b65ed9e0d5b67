import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImportCase } from '../import-case';
import { bytesOf, npyBytes, npyOf, npzOf } from './npy-bytes';

let files: ImportCase;
beforeEach(async () => {
  files = await ImportCase.open();
});
afterEach(async () => {
  await files.close();
});

const NONE = { testFraction: 0 };
const LABELS = npyOf(BigInt64Array.of(0n, 1n, 0n, 1n), [4]);
const ROWS = npyOf(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), [4, 2]);

/** Numbers as bytes of a type, the most significant first where that is asked for. */
function written(values: readonly number[], type: string): Uint8Array {
  const big = type[0] === '>';
  const size = Number(type.slice(2));
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (const [index, value] of values.entries()) {
    const at = index * size;
    switch (type.slice(1)) {
      case 'b1':
      case 'u1':
        view.setUint8(at, value);
        break;
      case 'i1':
        view.setInt8(at, value);
        break;
      case 'u2':
        view.setUint16(at, value, !big);
        break;
      case 'i2':
        view.setInt16(at, value, !big);
        break;
      case 'u4':
        view.setUint32(at, value, !big);
        break;
      case 'i4':
        view.setInt32(at, value, !big);
        break;
      case 'u8':
        view.setBigUint64(at, BigInt(value), !big);
        break;
      case 'i8':
        view.setBigInt64(at, BigInt(value), !big);
        break;
      case 'f4':
        view.setFloat32(at, value, !big);
        break;
      default:
        view.setFloat64(at, value, !big);
    }
  }
  return new Uint8Array(view.buffer);
}

describe('arrays', () => {
  it.each([
    '|b1',
    '|u1',
    '|i1',
    '<u2',
    '>u2',
    '<i2',
    '>i2',
    '<u4',
    '>i4',
    '<u8',
    '>u8',
    '<i8',
    '>i8',
    '<f4',
    '>f4',
    '<f8',
    '>f8',
  ])('of %s are rows of a table', async (type) => {
    const values = type === '|b1' ? [0, 1, 1, 1, 0, 0, 1, 0] : [1, 2, 3, 4, 5, 6, 7, 120];
    const x = npyBytes({ type, shape: [4, 2] }, written(values, type));
    const { document, train } = await files.import(await files.file('a.npz', npzOf({ x, y: LABELS })), NONE);
    expect(document).toMatchObject({
      source: { type: 'arrays', format: 'npz', file: 'a.npz' },
      input: {
        type: 'table',
        columns: [
          { type: 'number', name: 'x0' },
          { type: 'number', name: 'x1' },
        ],
      },
      target: { type: 'classes', names: ['0', '1'] },
    });
    expect(train.inputs.flat()).toEqual(values);
    expect(train.targets.flat()).toEqual([0, 1, 0, 1]);
  });

  it('of half precision have subnormal, missing and infinite numbers', async () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7e00, 0x7c00, 0x3555);
    const x = npyBytes({ type: '<f2', shape: [6, 1] }, bytesOf(bits));
    const y = npyOf(Int32Array.of(0, 1, 0, 1, 0, 1), [6]);
    const { train, report, document } = await files.import(await files.file('h.npz', npzOf({ x, y })), NONE);
    expect(train.inputs.flat()).toEqual([1, -2, 2 ** -24, NaN, 0.333251953125]);
    expect(report.setAside).toMatchObject([{ reason: 'not a number', examples: [{ where: 'row 5' }] }]);
    expect(document.input).toMatchObject({ columns: [{ missing: 1 }] });
  });

  it.each([1, 2, 3] as const)(
    'of version %i, in Fortran order, compressed or not, are the same',
    async (version) => {
      const y = npyBytes({ type: '<i8', shape: [4], version }, bytesOf(BigInt64Array.of(0n, 1n, 0n, 1n)));
      const turned = npyBytes(
        { type: '<f8', shape: [4, 2], isFortranOrder: true, version },
        bytesOf(Float64Array.of(1, 3, 5, 7, 2, 4, 6, 8)),
      );
      for (const isCompressed of [false, true]) {
        const { train, existed } = await files.import(
          await files.file('f.npz', npzOf({ x: turned, y }, isCompressed)),
          NONE,
        );
        expect(train.inputs).toEqual([
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ]);
        expect(existed).toBe(isCompressed);
      }
    },
  );

  it('of bytes with three axes are pictures, and their parts are respected', async () => {
    const pixels = (count: number, from: number) =>
      Uint8Array.from({ length: count * 6 }, (_, at) => (from + at * 7) % 256);
    const path = await files.file(
      'k.npz',
      npzOf({
        x_train: npyOf(pixels(4, 1), [4, 2, 3]),
        y_train: npyOf(Uint8Array.of(1, 0, 1, 0), [4, 1]),
        x_test: npyOf(pixels(2, 90), [2, 2, 3]),
        y_test: npyOf(Uint8Array.of(0, 1), [2, 1]),
        x_val: npyOf(pixels(1, 50), [1, 2, 3]),
        y_val: npyOf(Uint8Array.of(1), [1, 1]),
      }),
    );
    const { document, train, test } = await files.import(path);
    expect(document).toMatchObject({
      input: { type: 'pictures', shape: [2, 3, 1] },
      target: { type: 'classes', names: ['0', '1'] },
      validationCount: 1,
    });
    expect(train.inputs.flat()).toEqual([...pixels(4, 1), ...pixels(1, 50)]);
    expect(test.inputs.flat()).toEqual([...pixels(2, 90)]);
    expect(train.targets.flat()).toEqual([1, 0, 1, 0, 1]);
    const inspection = await files.inspect(path);
    expect(inspection).toMatchObject({
      kind: 'arrays',
      count: 7,
      splits: ['train', 'validation', 'test'],
      task: 'classification',
      isGrey: true,
      sizes: [{ height: 2, width: 3, count: 7 }],
    });
    expect(inspection.arrays[0]).toEqual({ name: 'x_train', type: '|u1', shape: [4, 2, 3] });
  });

  it('of bytes with channels first have them last', async () => {
    const pixels = Uint8Array.from({ length: 4 * 3 * 5 * 6 }, (_, at) => at % 251);
    const path = await files.file('c.npz', npzOf({ images: npyOf(pixels, [4, 3, 5, 6]), labels: LABELS }));
    const { document, train, report } = await files.import(path, NONE);
    expect(document.input).toEqual({ type: 'pictures', shape: [5, 6, 3] });
    expect(train.inputs[0]!.slice(0, 4)).toEqual([0, 30, 60, 1]);
    expect(report.notes.join()).toMatch(/Channels come first/);
  });

  it('of floats with three axes are numbers, and what is no number is set aside', async () => {
    const x = Float32Array.from({ length: 6 * 4 }, (_, at) => at / 8);
    x[5] = NaN;
    const path = await files.file(
      'n.npz',
      npzOf({ x: npyOf(x, [6, 2, 2]), y: npyOf(Float64Array.of(0.5, 1, 2, 3, 4, 5.5), [6]) }),
    );
    const { document, train, report } = await files.import(path, NONE);
    expect(document).toMatchObject({
      input: { type: 'numbers', shape: [2, 2] },
      target: { type: 'values', names: ['target'] },
    });
    expect(train.inputs[0]).toEqual([0, 0.125, 0.25, 0.375]);
    expect(train.targets.flat()).toEqual([0.5, 2, 3, 4, 5.5]);
    expect(report.setAside).toMatchObject([
      { reason: 'not a number', count: 1, examples: [{ where: 'row 2' }] },
    ]);
  });

  it('may have targets of several values, one-hot rows, texts, and a chosen task', async () => {
    const several = await files.import(
      await files.file(
        's.npz',
        npzOf({ x: ROWS, y: npyOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [4, 2]) }),
      ),
      NONE,
    );
    expect(several.document.target).toEqual({ type: 'values', names: ['target 1', 'target 2'] });
    expect(several.train.targets[1]).toEqual([3, 4]);
    const hot = await files.import(
      await files.file(
        'o.npz',
        npzOf({ x: ROWS, y: npyOf(Float32Array.of(0, 1, 1, 0, 0, 1, 1, 0), [4, 2]) }),
      ),
      NONE,
    );
    expect(hot.document.target).toEqual({ type: 'classes', names: ['0', '1'] });
    expect(hot.train.targets.flat()).toEqual([1, 0, 1, 0]);
    const text = npyBytes(
      { type: '<U3', shape: [4] },
      bytesOf(Uint32Array.from([...'ä\0\0cat'.repeat(2)], (c) => c.codePointAt(0)!)),
    );
    const named = await files.import(
      await files.file('t.npz', npzOf({ data: npyOf(Float32Array.of(1, 2, 3, 5), [4]), target: text })),
      NONE,
    );
    expect(named.document.target).toEqual({ type: 'classes', names: ['cat', 'ä'] });
    const values = await files.import(await files.file('v.npz', npzOf({ x: ROWS, y: LABELS })), {
      testFraction: 0,
      arrays: { task: 'regression' },
    });
    expect(values.document.target).toEqual({ type: 'values', names: ['target'] });
  });

  it('is refused in one sentence with more classes than there can be', async () => {
    const rows = npyOf(
      Float32Array.from({ length: 600 }, (_, row) => row),
      [600, 1],
    );
    const labels = npyOf(
      Int32Array.from({ length: 600 }, (_, row) => row % 300),
      [600],
    );
    const path = await files.file('m.npz', npzOf({ x: rows, y: labels }));
    expect((await files.fault(path, { arrays: { task: 'classification' } })).message).toMatch(/256/);
    const hot = new Uint8Array(600 * 300);
    for (let row = 0; row < 600; row++) hot[row * 300 + (row % 300)] = 1;
    const wide = await files.file('h.npz', npzOf({ x: rows, y: npyOf(hot, [600, 300]) }));
    expect((await files.fault(wide)).message).toMatch(/256/);
    const table = await files.file(
      'm.csv',
      ['x,class', ...Array.from({ length: 600 }, (_, row) => `${row},c${row % 300}`)].join('\n'),
    );
    expect((await files.fault(table)).message).toMatch(/256 classes is the most/);
  });

  it('are found by their shapes where these leave no choice, and the report says so', async () => {
    const some = npyOf(Float64Array.of(1, 2, 3), [3]);
    const path = await files.file('odd.npz', npzOf({ spectra: ROWS, grade: LABELS, about: some }));
    const words =
      'By their shapes, "spectra" was taken for the samples and "grade" for what is to be predicted.';
    expect((await files.inspect(path)).warnings).toContain(words);
    expect((await files.import(path)).report.notes).toContain(words);
  });

  it('is refused in one line, whatever its header has in it', async () => {
    const odd = Buffer.from(LABELS);
    odd[odd.indexOf('<i8')] = 10;
    const path = await files.file('line.npz', npzOf({ x: ROWS, y: new Uint8Array(odd) }));
    expect((await files.fault(path)).message).toContain('holds elements of the type');
  });

  it('may be chosen by name', async () => {
    const path = await files.file('w.npz', npzOf({ spectra: ROWS, grade: LABELS, other: LABELS }));
    expect((await files.fault(path)).message).toMatch(
      /no array whose name says .* "spectra", "grade", "other"; choose one/,
    );
    const { train } = await files.import(path, {
      testFraction: 0,
      arrays: { inputs: 'spectra', targets: 'grade' },
    });
    expect(train.inputs).toHaveLength(4);
    await files.close();
    files = await ImportCase.open();
    const again = await files.file('w.npz', npzOf({ x: ROWS, y: LABELS }));
    expect((await files.fault(again, { arrays: { inputs: 'z' } })).message).toMatch(
      /no array "z": it has "x", "y"/,
    );
  });

  it('may be NPY files beside each other, or one whose last column is the target', async () => {
    const path = await files.file('X.npy', ROWS);
    const alone = await files.import(path, NONE);
    expect(alone.document).toMatchObject({
      input: { columns: [{ name: 'x0' }] },
      target: { type: 'values', names: ['x1'] },
    });
    await files.file('y.npy', LABELS);
    const both = await files.import(path, NONE);
    expect(both.document).toMatchObject({
      source: { format: 'npy' },
      input: { columns: [{ name: 'x0' }, { name: 'x1' }] },
      target: { names: ['0', '1'] },
    });
    const packed = await files.import(await files.file('data.npy.gz', gzipSync(ROWS)), NONE);
    expect(packed.id).toBe(alone.id);
  });

  it.each([
    [
      'objects',
      { x: ROWS, y: npyBytes({ type: '|O', shape: [4] }, Buffer.from('cos\nsystem\n')) },
      /Python objects/,
    ],
    [
      'complex numbers',
      { x: npyBytes({ type: '<c16', shape: [4, 1] }, Buffer.alloc(64)), y: LABELS },
      /type <c16/,
    ],
    ['different counts', { x: ROWS, y: npyOf(Int32Array.of(1, 2), [2]) }, /4 samples but .* 2 targets/],
    [
      'text as inputs',
      { x: npyBytes({ type: '|S2', shape: [4, 1] }, Buffer.from('abcdefgh')), y: LABELS },
      /holds text/,
    ],
    ['no samples', { x: npyOf(new Float32Array(0), [0, 3]), y: npyOf(new Int32Array(0), [0]) }, /is empty/],
    [
      'a shape of 2 billion rows',
      { x: npyBytes({ type: '<f8', shape: [2_000_000_000, 2] }, Buffer.alloc(16)), y: LABELS },
      /does not hold the 2000000000 × 2 elements/,
    ],
    ['data that is too long', { x: Buffer.concat([ROWS, Buffer.alloc(8)]), y: LABELS }, /does not hold/],
    ['huge pictures', { x: npyOf(new Uint8Array(4 * 1025), [4, 1025, 1]), y: LABELS }, /1025 × 1 pixels/],
  ])('are refused with %s', async (_, arrays, words) => {
    for (const isCompressed of [false, true]) {
      const error = await files.fault(await files.file('x.npz', npzOf(arrays, isCompressed)));
      expect(error.message).toMatch(words);
    }
  });

  it('are refused as a file of 128 bytes that claims 2 billion rows', async () => {
    const path = await files.file(
      'x.npy',
      npyBytes({ type: '<f8', shape: [2_000_000_000, 3] }, Buffer.alloc(0)),
    );
    expect((await files.fault(path)).message).toMatch(/does not hold the 2000000000 × 3 elements/);
  });

  it('are refused when they unpack to more than they claim', async () => {
    const zeros = npyOf(new Float64Array(400_000), [200_000, 2]);
    const bomb = Buffer.from(npzOf({ x: zeros, y: LABELS }, true));
    // The table of contents is made to claim less than there is.
    const at = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bomb.writeUInt32LE(4000, at + 24);
    expect((await files.fault(await files.file('b.npz', bomb))).message).toMatch(/damaged|does not hold/);
    // And more than deflate can.
    bomb.writeUInt32LE(0xf000_0000, at + 24);
    expect((await files.fault(await files.file('b.npz', bomb))).message).toMatch(
      /claims to (?:hold|unpack to) more/,
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another format', Buffer.from('hello world, this is no array')],
    ['half a header', ROWS.subarray(0, 40)],
    ['a header that is too long', Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\x7f{', 'latin1')],
    ['half the data', ROWS.subarray(0, -9)],
  ])('are refused as an NPY file with %s', async (_, bytes) => {
    expect((await files.fault(await files.file('x.npy', bytes))).message).toMatch(
      /header cannot be read|does not hold/,
    );
  });

  it('tell of samples in two parts', async () => {
    const x = Uint8Array.from({ length: 5 * 4 }, (_, at) => at % 12);
    const path = await files.file(
      'd.npz',
      npzOf({
        x_train: npyOf(x, [5, 2, 2]),
        y_train: npyOf(Uint8Array.of(0, 1, 0, 1, 1), [5]),
        x_test: npyOf(x.subarray(0, 4), [1, 2, 2]),
        y_test: npyOf(Uint8Array.of(0), [1]),
      }),
    );
    const { report } = await files.import(path);
    expect(report.doubts.map(({ kind, count }) => [kind, count])).toEqual(
      expect.arrayContaining([
        ['contradiction', 2],
        ['duplicate', 1],
        ['leak', 1],
      ]),
    );
  });

  it('tell of pictures that are nearly the same as ones in another part', async () => {
    const [side, count] = [8, 20];
    // Smooth pictures, each with a slope and a wave of its own.
    const x = Uint8Array.from({ length: count * side * side }, (_, at) => {
      const [index, row, column] = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
      return (
        128 +
        60 * Math.sin(index + (row * (index % 5)) / 3) * Math.cos(index * 2 + column / (1 + (index % 3)))
      );
    });
    const darker = x.slice(7 * side ** 2, 8 * side ** 2).map((level) => 5 + 0.8 * level);
    const path = await files.file(
      'd.npz',
      npzOf({
        x_train: npyOf(x, [count, side, side]),
        y_train: npyOf(
          Uint8Array.from({ length: count }, (_, at) => at % 2),
          [count],
        ),
        x_test: npyOf(darker, [1, side, side]),
        y_test: npyOf(Uint8Array.of(1), [1]),
      }),
    );
    const { report } = await files.import(path);
    expect(report.doubts.find(({ kind }) => kind === 'near-leak')).toMatchObject({
      count: 1,
      examples: [{ where: 'row 21', other: 'row 8' }],
    });
  });
});
