import { CountedRandom, Purpose } from '../random/counted-random';

export interface TrainingSplit {
  /** indices into the training files, in order */
  training: Int32Array;
  validation: Int32Array;
}

/**
 * Holds back the same share of every class, chosen by the seed. A class of one sample keeps it for
 * training.
 *
 * @param labels class of each sample
 * @param fraction from 0 (no validation) to below 1
 */
export function splitValidation(labels: Uint8Array, fraction: number, seed: number): TrainingSplit {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const members = byClass.get(label);
    if (members) members.push(index);
    else byClass.set(label, [index]);
  });
  const held = new Uint8Array(labels.length);
  for (const [label, members] of byClass) {
    const count = Math.min(Math.round(members.length * fraction), members.length - 1);
    new CountedRandom(seed, Purpose.split, 0, label).shuffle(members);
    for (const index of members.slice(0, count)) held[index] = 1;
  }
  const pick = (value: number) =>
    Int32Array.from([...labels.keys()].filter((index) => held[index] === value));
  return { training: pick(0), validation: pick(1) };
}
