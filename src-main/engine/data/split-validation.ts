import { heldBackOf, isByClass, isDealt } from '@shared/spec/held-back';
import type { RunSpec } from '@shared/spec/run-spec';
import { CountedRandom, Purpose } from '@shared/random/counted-random';

export interface TrainingSplit {
  /** indices into the training files, in order */
  training: Int32Array;
  validation: Int32Array;
}

/** What is known of each sample before it is split. */
export interface SplitSamples {
  count: number;
  /** the class of each; undefined where there are none, and all are taken alike */
  classes: Uint8Array | undefined;
  /** samples of one group stay together; undefined where there are no groups */
  groups?: Int32Array | undefined;
}

type Validation = RunSpec['validation'];

/** Indices of the same key, in the order in which the keys come first. */
function grouped(count: number, keyOf: (index: number) => number): number[][] {
  const members = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    const its = members.get(key);
    if (its) its.push(index);
    else members.set(key, [index]);
  }
  return [...members.values()];
}

/**
 * Of each class its share, or its part of a fold. Where all have too few for that they are dealt out together, one class
 * after the other, and a class of one keeps it.
 */
function chosen(shuffled: readonly number[][], validation: Validation): readonly number[] {
  const lengths = shuffled.map(({ length }) => length);
  if (isByClass(lengths, validation)) {
    return shuffled.flatMap((members) => members.slice(...heldBackOf(members.length, validation)));
  }
  const dealt = shuffled.filter(({ length }) => length > 1).flat();
  return dealt.filter((_, at) => isDealt(at, dealt.length, validation));
}

/** The commonest class of each group, so that groups can be held back class by class. */
function classOfGroups(members: readonly (readonly number[])[], classes: Uint8Array | undefined): number[] {
  return members.map((its) => {
    if (classes === undefined) return 0;
    const counts = new Map<number, number>();
    for (const index of its) counts.set(classes[index]!, (counts.get(classes[index]!) ?? 0) + 1);
    return [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0]![0];
  });
}

/**
 * Holds back the same share of every class, chosen by the seed, and groups as a whole. A class of one sample, or of one
 * group, keeps it for training.
 */
export function splitValidation(samples: SplitSamples, validation: Validation): TrainingSplit {
  const { count, classes, groups } = samples;
  const held = new Uint8Array(count);
  const groupMembers = groups && grouped(count, (index) => groups[index]!);
  const keys = groupMembers ? classOfGroups(groupMembers, classes) : classes;
  const units = groupMembers?.length ?? count;
  const classMembers = grouped(units, (unit) => keys?.[unit] ?? 0);
  for (const members of classMembers) {
    const key = keys?.[members[0]!] ?? 0;
    new CountedRandom(validation.seed, Purpose.split, 0, key).shuffle(members);
  }
  for (const unit of chosen(classMembers, validation)) {
    for (const index of groupMembers?.[unit] ?? [unit]) held[index] = 1;
  }
  return partsOf(held);
}

/** The last samples as they were given for validation. */
export const givenValidation = (count: number, validationCount: number): TrainingSplit =>
  partsOf(Uint8Array.from({ length: count }, (_, index) => (index < count - validationCount ? 0 : 1)));

function partsOf(held: Uint8Array): TrainingSplit {
  const pick = (value: number) => {
    const indices: number[] = [];
    for (let index = 0; index < held.length; index++) if (held[index] === value) indices.push(index);
    return Int32Array.from(indices);
  };
  return { training: pick(0), validation: pick(1) };
}
