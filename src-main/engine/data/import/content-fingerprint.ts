import { createHash } from 'node:crypto';

const WORDS = 8;

/** The part of a dataset that a sample is in, as it goes into the fingerprint. */
const PART = { train: 0, validation: 1, test: 2 } as const;
export type Part = keyof typeof PART;
export const PARTS: readonly Part[] = ['train', 'validation', 'test'];

/**
 * The fingerprint of a dataset's content: the same for the same samples in whatever order and from whatever files they
 * came. It is the sum, modulo 2^256, of the SHA-256 of each sample (its part, its target and its input), hashed once more
 * with the shape (Bellare and Micciancio 1997, "AdHash"): it tells whether two datasets are the same, and is no proof
 * against somebody who makes up samples to that end.
 */
export class ContentFingerprint {
  readonly #sum = new Uint32Array(WORDS);

  add(part: Part, input: Uint8Array, target: Uint8Array): void {
    const hash = createHash('sha256').update(Uint8Array.of(PART[part])).update(target).update(input).digest();
    let carry = 0;
    for (let word = 0; word < WORDS; word++) {
      const total = this.#sum[word]! + hash.readUInt32LE(4 * word) + carry;
      this.#sum[word] = total >>> 0;
      carry = total > 0xffff_ffff ? 1 : 0;
    }
  }

  /** @param layout what shape the samples have and what is to be said of them */
  digest(layout: unknown): string {
    return createHash('sha256')
      .update(JSON.stringify(layout))
      .update(new Uint8Array(this.#sum.buffer))
      .digest('hex');
  }
}
