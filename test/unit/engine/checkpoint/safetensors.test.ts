import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../../../src-main/engine/checkpoint/safetensors';

const array = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }), fc.integer())
  .map(([shape, seed]) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.fround(seed / (i + 1)),
    ),
  }));

describe('safetensors', () => {
  it('come back as they were, from a Buffer that is a view of something larger too', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), array, { maxKeys: 5 }), (named) => {
        const arrays = Object.entries(named).map(([name, rest]) => ({ name, ...rest }));
        const file = encodeSafetensors(arrays, { format: 'trainyard' });
        const pooled = Buffer.concat([Buffer.alloc(13), file]).subarray(13);
        const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
        expect([...decodeSafetensors(pooled)].sort(byName)).toEqual(arrays.sort(byName));
      }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(3), 'too short'],
    ['a lying header', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16, 1, 2), 'claims'],
    ['no JSON', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 65, 65), 'not JSON'],
  ])('%s is refused in words', (_, file, message) => {
    expect(() => decodeSafetensors(file)).toThrow(message);
  });

  it('refuse data that is cut off, and shapes that do not hold', () => {
    const file = encodeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }]);
    expect(() => decodeSafetensors(file.subarray(0, -1))).toThrow('beyond the end');
    const text = new TextDecoder('latin1').decode(file).replace('"shape":[2]', '"shape":[3]');
    expect(() => decodeSafetensors(Uint8Array.from(text, (c) => c.charCodeAt(0)))).toThrow(
      'where its shape needs',
    );
  });
});
