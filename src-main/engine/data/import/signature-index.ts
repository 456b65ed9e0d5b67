import { SIGNATURE } from './picture-signature';

const BANDS = 4;
const BITS = 16;
/** Of the 64 signs, how many may differ between pictures that are worth a closer look. */
const MOST_DIFFERENT = 8;
/** The least dot product of signatures that is worth a closer look. */
const LEAST_ALIKE = 0.98 * 127 * 127;
/** Candidates of one band that are looked at: pictures that all look alike must not take for ever. */
const MOST_CANDIDATES = 4000;

/**
 * An index of signatures by the signs of their numbers, which are a 64-bit perceptual hash: it is cut into four bands,
 * and two hashes that differ in three bits at most share one band whole (and most that differ in a few more).
 */
export class SignatureIndex {
  readonly #hashes: Uint16Array;
  /** the same, two bands at a time */
  readonly #words: Uint32Array;
  /** of each band: where the samples of each value begin, and the samples */
  readonly #starts: Int32Array[] = [];
  readonly #samples: Int32Array[] = [];
  /** samples that were not compared with all that share a band with them */
  cutShort = 0;

  /** @param isIndexed whether a sample is to be found */
  constructor(
    readonly signatures: Int8Array,
    readonly count: number,
    isIndexed: (sample: number) => boolean,
  ) {
    this.#hashes = hashesOf(signatures, count);
    this.#words = new Uint32Array(this.#hashes.buffer);
    for (let band = 0; band < BANDS; band++) this.#indexBand(band, isIndexed);
  }

  /** The indexed sample that is most like this one, of those that are very much like it and acceptable. */
  mostAlike(sample: number, isAcceptable: (candidate: number) => boolean): number | undefined {
    if (this.#isEmpty(sample)) return undefined;
    let best: number | undefined;
    let bestProduct = LEAST_ALIKE;
    let isCut = false;
    for (let band = 0; band < BANDS; band++) {
      const value = this.#hashes[sample * BANDS + band]!;
      const begin = this.#starts[band]![value]!;
      const end = this.#starts[band]![value + 1]!;
      isCut ||= end - begin > MOST_CANDIDATES;
      for (let at = begin; at < Math.min(end, begin + MOST_CANDIDATES); at++) {
        const candidate = this.#samples[band]![at]!;
        if (candidate === best || this.#differing(sample, candidate) > MOST_DIFFERENT) continue;
        const product = this.#product(sample, candidate);
        if (product <= bestProduct || !isAcceptable(candidate)) continue;
        best = candidate;
        bestProduct = product;
      }
    }
    if (isCut) this.cutShort++;
    return best;
  }

  #indexBand(band: number, isIndexed: (sample: number) => boolean): void {
    const starts = new Int32Array((1 << BITS) + 1);
    const taken: number[] = [];
    for (let sample = 0; sample < this.count; sample++) {
      if (!isIndexed(sample) || this.#isEmpty(sample)) continue;
      taken.push(sample);
      starts[this.#hashes[sample * BANDS + band]! + 1]!++;
    }
    for (let value = 0; value < 1 << BITS; value++) starts[value + 1]! += starts[value]!;
    const next = starts.slice();
    const samples = new Int32Array(taken.length);
    for (const sample of taken) samples[next[this.#hashes[sample * BANDS + band]!]!++] = sample;
    this.#starts.push(starts);
    this.#samples.push(samples);
  }

  #isEmpty(sample: number): boolean {
    for (let at = sample * SIGNATURE; at < (sample + 1) * SIGNATURE; at++) {
      if (this.signatures[at] !== 0) return false;
    }
    return true;
  }

  #differing(a: number, b: number): number {
    const low = this.#words[2 * a]! ^ this.#words[2 * b]!;
    const high = this.#words[2 * a + 1]! ^ this.#words[2 * b + 1]!;
    return ones(low) + ones(high);
  }

  #product(a: number, b: number): number {
    let sum = 0;
    for (let at = 0; at < SIGNATURE; at++) {
      sum += this.signatures[a * SIGNATURE + at]! * this.signatures[b * SIGNATURE + at]!;
    }
    return sum;
  }
}

/** A bit for each number of a signature: whether it is above 0. */
function hashesOf(signatures: Int8Array, count: number): Uint16Array {
  const hashes = new Uint16Array(count * BANDS);
  for (let band = 0; band < count * BANDS; band++) {
    let bits = 0;
    for (let bit = 0; bit < BITS; bit++) if (signatures[band * BITS + bit]! > 0) bits |= 1 << bit;
    hashes[band] = bits;
  }
  return hashes;
}

/** How many of 32 bits are set. */
function ones(word: number): number {
  let sums = word - ((word >>> 1) & 0x5555_5555);
  sums = (sums & 0x3333_3333) + ((sums >>> 2) & 0x3333_3333);
  return Math.imul((sums + (sums >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
