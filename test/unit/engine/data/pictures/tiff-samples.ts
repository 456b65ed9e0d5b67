const SIDE = 4;
const SHORT = 3;
const LONG = 4;

/** A TIFF picture of 4 × 4 pixels by hand: `kind` 1 is whole numbers, 2 such with a sign, 3 is floats. */
export function tiffBytes({
  bits,
  kind,
  channels,
}: {
  bits: 8 | 16 | 32;
  kind: 1 | 2 | 3;
  channels: number;
}): Buffer {
  const count = SIDE * SIDE * channels;
  const data = Buffer.alloc((count * bits) / 8);
  for (let index = 0; index < count; index++) {
    if (kind === 3) data.writeFloatLE(index / count, 4 * index);
    else
      data.writeUIntLE(
        index * (bits === 8 ? 3 : 4096) * (kind === 2 ? 0.5 : 1),
        (index * bits) / 8,
        bits / 8,
      );
  }
  const fields: [tag: number, type: number, value: number][] = [
    [256, SHORT, SIDE],
    [257, SHORT, SIDE],
    [258, SHORT, bits],
    [259, SHORT, 1],
    [262, SHORT, 1],
    [273, LONG, 0],
    [277, SHORT, channels],
    [278, SHORT, SIDE],
    [279, LONG, data.length],
    [339, SHORT, kind],
  ];
  const head = Buffer.alloc(8 + 2 + 12 * fields.length + 4);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(fields.length, 8);
  for (const [index, [tag, type, value]] of fields.entries()) {
    const at = 10 + 12 * index;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(tag === 273 ? head.length : value, at + 8);
  }
  return Buffer.concat([head, data]);
}
