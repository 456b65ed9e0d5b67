import * as fc from 'fast-check';

/** A change to the bytes of a file, as damage or malice would make it. */
export type Mutation = {
  type: 'set' | 'cut' | 'add' | 'remove' | 'repeat' | 'large';
  at: number;
  to: number;
};

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  type: fc.constantFrom('set', 'set', 'set', 'cut', 'add', 'remove', 'repeat', 'large'),
  at: fc.nat(),
  to: fc.nat(255),
});

/** Bytes that stand for large numbers wherever they get. */
const LARGE = Buffer.from([0xff, 0xff, 0xff, 0x7f]);

export function mutated(input: Uint8Array, mutations: readonly Mutation[]): Buffer {
  let bytes = Buffer.from(input);
  for (const { type, at, to } of mutations) {
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    const before = bytes.subarray(0, place);
    const after = bytes.subarray(place);
    switch (type) {
      case 'set':
        if (bytes.length > 0) bytes[place] = to;
        break;
      case 'cut':
        bytes = Buffer.from(before);
        break;
      case 'add':
        bytes = Buffer.concat([before, Buffer.alloc(1 + (to % 40), to), after]);
        break;
      case 'remove':
        bytes = Buffer.concat([before, after.subarray(to % 20)]);
        break;
      case 'repeat':
        bytes = Buffer.concat([before, after.subarray(0, to), after]);
        break;
      case 'large':
        bytes = Buffer.concat([before, LARGE, after.subarray(LARGE.length)]);
        break;
    }
  }
  return bytes;
}
