import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepReasons, type Claims, type Keepable } from '@shared/checkpoint/keep';
import { keepPolicySchema, type KeepPolicy } from '@shared/spec/checkpoint-policy';

const idOf = (ordinal: number) => `${String(ordinal).padStart(4, '0')}-${ordinal * 100}`;

const keepables = fc
  .uniqueArray(
    fc.record({
      ordinal: fc.integer({ min: 1, max: 60 }),
      // Few different scores, so that some are equal.
      scores: fc.tuple(fc.option(fc.integer({ min: 0, max: 9 })), fc.option(fc.integer({ min: 0, max: 9 }))),
      isSound: fc.boolean(),
      isBySteps: fc.boolean(),
    }),
    { selector: ({ ordinal }) => ordinal },
  )
  .map((all) =>
    all
      .toSorted((a, b) => a.ordinal - b.ordinal)
      .map(({ ordinal, ...rest }): Keepable => ({ id: idOf(ordinal), ...rest })),
  );
const ids = fc
  .array(fc.integer({ min: 1, max: 60 }), { maxLength: 5 })
  .map((some) => new Set(some.map(idOf)));
const claims: fc.Arbitrary<Claims> = fc.record({ pinned: ids, parents: ids, inUse: ids });
const policies: fc.Arbitrary<KeepPolicy> = fc.record({
  best: fc.integer({ min: 1, max: 8 }),
  last: fc.integer({ min: 1, max: 8 }),
  everyNth: fc.integer({ min: 0, max: 8 }),
});

const left = (all: readonly Keepable[], policy: KeepPolicy | undefined, its: Claims) => {
  const reasons = keepReasons(all, policy, its);
  return all.filter(({ id }) => reasons.get(id)!.length > 0);
};
const NONE: Claims = { pinned: new Set(), parents: new Set(), inUse: new Set() };
const policy = (given: object) => keepPolicySchema.parse(given);

describe('what is kept of the checkpoints of a run', () => {
  it('is never without the best, the last that can be read, and those that somebody needs', () => {
    fc.assert(
      fc.property(keepables, policies, claims, (all, its, claimed) => {
        const kept = new Set(left(all, its, claimed).map(({ id }) => id));
        const sound = all.filter(({ isSound }) => isSound);
        const best = [0, 1].map((measure) => {
          const lowest = Math.min(...sound.flatMap(({ scores }) => scores[measure] ?? []));
          return sound.find(({ scores }) => scores[measure] === lowest);
        });
        const rollBackTo = sound.findLast(({ isBySteps }) => isBySteps);
        const needed = [...best, sound.at(-1), rollBackTo].flatMap((one) => (one ? [one.id] : []));
        const named = all.filter(
          ({ id }) => claimed.pinned.has(id) || claimed.parents.has(id) || claimed.inUse.has(id),
        );
        for (const id of [...needed, ...named.map(({ id }) => id)]) expect(kept).toContain(id);
      }),
    );
  });

  it('stays the same when the policy is applied again', () => {
    fc.assert(
      fc.property(keepables, policies, claims, (all, its, claimed) => {
        const once = left(all, its, claimed);
        expect(left(once, its, claimed)).toEqual(once);
      }),
    );
  });

  it('is no more than the policy and the claims ask for', () => {
    fc.assert(
      fc.property(keepables, policies, (all, { best, last }) => {
        const kept = left(all, { best, last, everyNth: 0 }, NONE).filter(({ isSound }) => isSound);
        expect(kept.length).toBeLessThanOrEqual(2 * best + last + 1);
      }),
    );
  });

  it('does not depend on whether it was applied after each save or once at the end', () => {
    fc.assert(
      fc.property(keepables, policies, (all, its) => {
        let kept: Keepable[] = [];
        for (const next of all) kept = left([...kept, next], its, NONE);
        expect(kept).toEqual(left(all, its, NONE));
      }),
    );
  });

  it('is everything where there is no policy', () => {
    fc.assert(
      fc.property(keepables, claims, (all, claimed) => {
        expect(left(all, undefined, claimed)).toEqual(all);
      }),
    );
  });

  it('is said for each, with its reasons', () => {
    const all = [3, 1, 2, 5, 4].map((score, i): Keepable => ({
      id: idOf(i + 1),
      scores: [score],
      isSound: i !== 3,
      isBySteps: true,
    }));
    const reasons = keepReasons(all, policy({ best: 1, last: 1, everyNth: 3 }), {
      ...NONE,
      pinned: new Set([idOf(1)]),
    });
    expect([...reasons]).toEqual([
      ['0001-100', ['pinned']],
      ['0002-200', ['best']],
      ['0003-300', ['nth']],
      ['0004-400', ['damaged']],
      ['0005-500', ['last']],
    ]);
  });
});
