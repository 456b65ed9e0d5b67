import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SampleFacts } from './duplicates';
import { PictureSigner, SIGNATURE } from './picture-signature';
import type { ReportCollector } from './report-collector';
import { SignatureIndex } from './signature-index';

/** How alike the pixels of two pictures are at least (their correlation) to be called nearly the same. */
const ALIKE = 0.985;
/** Samples that are looked up before others get their turn. */
const TURN = 200;

export interface NearFacts extends SampleFacts {
  /** for each sample the first with the very same input, which is no near duplicate */
  first: Int32Array;
  /** height × width × 1 or 3 bytes; only asked for few samples */
  pixelsOf: (index: number) => Promise<Uint8Array>;
  signal?: AbortSignal | undefined;
}

/**
 * Finds pictures of one part that are nearly the same as one of another part: compressed, resized or lit otherwise. Takes
 * 64 bytes of memory a picture.
 */
export class NearDuplicates {
  readonly #signer: PictureSigner;
  #signatures = new Int8Array(1024 * SIGNATURE);
  #count = 0;

  constructor(
    readonly height: number,
    readonly width: number,
  ) {
    this.#signer = new PictureSigner(height, width);
  }

  /** Takes the next picture: height × width × channels bytes. */
  add(pixels: Uint8Array, channels: number): void {
    const at = this.#count++ * SIGNATURE;
    if (at === this.#signatures.length) {
      const more = new Int8Array(2 * at);
      more.set(this.#signatures);
      this.#signatures = more;
    }
    this.#signer.sign(pixels, channels, this.#signatures.subarray(at, at + SIGNATURE));
  }

  /** @throws the signal's reason when aborted */
  async report(collector: ReportCollector, facts: NearFacts): Promise<void> {
    const { partOf, whereOf, first, signal } = facts;
    const parts = Array.from({ length: this.#count }, (_, index) => partOf(index));
    if (!parts.some((part) => part === 'validation' || part === 'test')) return;
    const index = new SignatureIndex(this.#signatures, this.#count, (sample) => {
      return parts[sample] === 'train' || parts[sample] === 'validation';
    });
    let looked = 0;
    for (let sample = 0; sample < this.#count; sample++) {
      const part = parts[sample];
      if (part === undefined || part === 'train') continue;
      if (++looked % TURN === 0) {
        await nextTurn();
        signal?.throwIfAborted();
      }
      const other = index.mostAlike(
        sample,
        (candidate) => parts[candidate] !== part && first[candidate] !== first[sample],
      );
      if (other === undefined) continue;
      const likeness = this.#likeness(await facts.pixelsOf(sample), await facts.pixelsOf(other));
      if (likeness < ALIKE) continue;
      collector.doubt('near-leak', whereOf(sample), whereOf(other), (count) =>
        count === 1
          ? '1 picture is nearly the same as one in another part, so that a model is tested on what it has all but seen: look at the pair.'
          : `${count.toLocaleString('en')} pictures are nearly the same as ones in another part, so that a model is tested on what it has all but seen: look at the pairs.`,
      );
    }
    if (index.cutShort > 0) {
      collector.notes.push(
        `So many pictures look alike that ${index.cutShort.toLocaleString('en')} of them were compared with a part of the others only: there may be more that are nearly the same in two parts.`,
      );
    }
  }

  /** The correlation of two pictures' brightness, pixel by pixel. */
  #likeness(a: Uint8Array, b: Uint8Array): number {
    const size = this.height * this.width;
    const [one, other] = [brightness(a, size), brightness(b, size)];
    let [product, left, right] = [0, 0, 0];
    for (let at = 0; at < size; at++) {
      product += one[at]! * other[at]!;
      left += one[at]! ** 2;
      right += other[at]! ** 2;
    }
    return product / Math.sqrt(left * right || 1);
  }
}

/** Without its mean. */
function brightness(pixels: Uint8Array, size: number): Float64Array {
  const channels = pixels.length / size;
  const levels = new Float64Array(size);
  let sum = 0;
  for (let at = 0; at < size; at++) {
    for (let channel = 0; channel < channels; channel++) levels[at]! += pixels[at * channels + channel]!;
    sum += levels[at]!;
  }
  const mean = sum / size;
  for (let at = 0; at < size; at++) levels[at]! -= mean;
  return levels;
}
