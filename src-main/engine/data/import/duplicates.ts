import { createHash } from 'node:crypto';
import type { Part } from './content-fingerprint';
import type { ReportCollector } from './report-collector';

/** 128 bits of a hash: two different inputs that share them are not to be feared. */
const WORDS = 4;

/** What an import knows of the samples that it has added, by their number. */
export interface SampleFacts {
  /** undefined for a sample that is not in the dataset after all */
  partOf: (index: number) => Part | undefined;
  classOf: (index: number) => number;
  /** file or row, for people */
  whereOf: (index: number) => string;
}

/** Finds samples whose inputs are the same, byte for byte. Takes about 40 bytes of memory a sample. */
export class Duplicates {
  #hashes = new Uint32Array(1024 * WORDS);
  /** numbers of samples plus 1, by hash; 0 where nothing is */
  #table = new Int32Array(4096);
  #first = new Int32Array(1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes the next sample's input. @returns the number of the first sample with the same input: its own if new */
  add(input: Uint8Array): number {
    const index = this.#count;
    this.#makeRoom();
    const hash = createHash('sha256').update(input).digest();
    for (let word = 0; word < WORDS; word++) this.#hashes[index * WORDS + word] = hash.readUInt32LE(4 * word);
    const slot = this.#slotOf(index);
    if (this.#table[slot] === 0) this.#table[slot] = index + 1;
    this.#first[index] = this.#table[slot]! - 1;
    this.#count++;
    return this.#first[index];
  }

  /** For each sample the number of the first one with the same input. */
  get first(): Int32Array {
    return this.#first.subarray(0, this.#count);
  }

  /** Says which samples stand twice in a part, in two parts, or with different classes. */
  report(collector: ReportCollector, { partOf, classOf, whereOf }: SampleFacts): void {
    /** of each group of equal samples, those that are in the dataset, the first of each part and class */
    const seen = new Map<number, number[]>();
    for (let index = 0; index < this.#count; index++) {
      const part = partOf(index);
      if (part === undefined) continue;
      const group = this.#first[index]!;
      const others = seen.get(group);
      if (others === undefined) {
        seen.set(group, [index]);
        continue;
      }
      const say = (kind: keyof typeof TEXTS, other: number) =>
        collector.doubt(kind, whereOf(index), whereOf(other), TEXTS[kind]);
      const elsewhere = others.find((other) => partOf(other) !== part);
      const same = others.find((other) => partOf(other) === part && classOf(other) === classOf(index));
      const contrary = others.find((other) => classOf(other) !== classOf(index));
      if (contrary !== undefined) say('contradiction', contrary);
      if (elsewhere !== undefined) say('leak', elsewhere);
      if (same !== undefined) say('duplicate', same);
      else others.push(index);
    }
  }

  #slotOf(index: number): number {
    const mask = this.#table.length - 1;
    let slot = this.#hashes[index * WORDS]! & mask;
    while (this.#table[slot] !== 0 && !this.#isSame(this.#table[slot]! - 1, index)) slot = (slot + 1) & mask;
    return slot;
  }

  #isSame(a: number, b: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (this.#hashes[a * WORDS + word] !== this.#hashes[b * WORDS + word]) return false;
    }
    return true;
  }

  #makeRoom(): void {
    if (this.#count < this.#first.length) return;
    this.#hashes = grown(this.#hashes, new Uint32Array(this.#hashes.length * 2));
    this.#first = grown(this.#first, new Int32Array(this.#first.length * 2));
    this.#table = new Int32Array(this.#table.length * 2);
    for (let index = 0; index < this.#count; index++) {
      if (this.#first[index] === index) this.#table[this.#slotOf(index)] = index + 1;
    }
  }
}

function grown<T extends Uint32Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

const times = (count: number) => (count === 1 ? '1 sample is' : `${count.toLocaleString('en')} samples are`);

const TEXTS = {
  duplicate: (count: number) =>
    `${times(count)} in the same part more than once: each counts as often as it is there. If that is not meant, import with each kept once.`,
  leak: (count: number) =>
    `${times(count)} in two parts, so that a model is tested on what it was trained on: import with copies kept in one part only.`,
  contradiction: (count: number) =>
    `${times(count)} the same as another one with another class or value: look which of them is right, and leave the others out; values that were measured may just be noisy.`,
};
