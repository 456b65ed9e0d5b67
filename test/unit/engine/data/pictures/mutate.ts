import { crc32 } from 'node:zlib';
import type { CountedRandom } from '@shared/random/counted-random';

/** A copy of a file with some damage: bytes changed, cut out, put in, moved, or the end cut off. */
export function mutated(original: Uint8Array, random: CountedRandom): Uint8Array {
  let bytes = Uint8Array.from(original);
  const turns = 1 + random.below(4);
  for (let turn = 0; turn < turns && bytes.length > 0; turn++) {
    // Headers are where the interesting damage is.
    const at = random.below(random.below(2) === 0 ? Math.min(bytes.length, 64) : bytes.length);
    const length = 1 + random.below(16);
    switch (random.below(7)) {
      case 0:
        bytes[at] = random.below(256);
        break;
      case 1:
        bytes[at]! ^= 1 << random.below(8);
        break;
      case 2:
        bytes.fill(random.below(2) === 0 ? 0xff : 0, at, at + length);
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
        break;
      case 5: {
        const noise = Array.from({ length }, () => random.below(256));
        bytes = Uint8Array.from([...bytes.subarray(0, at), ...noise, ...bytes.subarray(at)]);
        break;
      }
      default:
        bytes.copyWithin(at, random.below(bytes.length), bytes.length);
    }
  }
  return bytes;
}

/** A PNG file whose chunks' checksums are right again, as far as its chunks can be told apart. */
export function withSoundChecksums(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png);
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}
