import { z } from 'zod';
import type { KeepPolicy } from '../spec/checkpoint-policy';

/** Why a checkpoint stays. The first two are asked for, the others hold whatever the policy says. */
export const keepReasonSchema = z.enum([
  'everything',
  'nth',
  'best',
  'last',
  'pinned',
  'parent',
  'in-use',
  'damaged',
]);
export type KeepReason = z.infer<typeof keepReasonSchema>;

/** What the policy needs to know of a checkpoint. */
export interface Keepable {
  /** `<ordinal>-<step>` */
  id: string;
  /** how good it is by each measure that its run looks at, lower is better; null where that was not measured */
  scores: readonly (number | null)[];
  /** whether its files are as they were written */
  isSound: boolean;
  /** whether it was saved for what the steps did alone: a run that goes wrong is rolled back to the newest such one */
  isBySteps: boolean;
}

/** Checkpoints that are needed for something outside of their run's policy. */
export interface Claims {
  pinned: ReadonlySet<string>;
  /** another run began with it */
  parents: ReadonlySet<string>;
  /** something reads it now, such as an evaluation */
  inUse: ReadonlySet<string>;
}

/** Counted from 1 over all that a run ever saved, also those that are gone. */
const ordinalOf = (id: string): number => Number(id.split('-')[0]);

/** The best by each measure. */
function bestOf(checkpoints: readonly Keepable[], count: number): Set<Keepable> {
  const measures = Math.max(0, ...checkpoints.map(({ scores }) => scores.length));
  const best = Array.from({ length: measures }, (_, measure) => {
    const scoreOf = ({ scores }: Keepable) => scores[measure] ?? null;
    const scored = checkpoints.filter((one) => one.isSound && scoreOf(one) !== null);
    // Stable: of two that are equally good the earlier one is the better.
    return scored.toSorted((a, b) => scoreOf(a)! - scoreOf(b)!).slice(0, count);
  });
  return new Set(best.flat());
}

function lastOf(checkpoints: readonly Keepable[], count: number): Set<Keepable> {
  const sound = checkpoints.filter(({ isSound }) => isSound);
  return new Set([...sound.slice(-count), ...sound.filter(({ isBySteps }) => isBySteps).slice(-1)]);
}

/**
 * Why each checkpoint stays; one with no reason may be removed. The best, the last sound one, the
 * one to roll back to, and those that are claimed always stay. A damaged one is neither counted nor removed: what can be saved of it is for a person
 * to say.
 *
 * @param checkpoints of one run, oldest first
 * @param policy undefined: everything stays
 */
export function keepReasons(
  checkpoints: readonly Keepable[],
  policy: KeepPolicy | undefined,
  { pinned, parents, inUse }: Claims,
): Map<string, KeepReason[]> {
  const best = bestOf(checkpoints, policy?.best ?? 1);
  const last = lastOf(checkpoints, policy?.last ?? 1);
  const nth = policy?.everyNth ?? 0;
  return new Map(
    checkpoints.map((checkpoint) => {
      const { id, isSound } = checkpoint;
      const reasons: [KeepReason, boolean][] = [
        ['everything', policy === undefined],
        ['best', best.has(checkpoint)],
        ['last', last.has(checkpoint)],
        ['nth', nth > 0 && ordinalOf(id) % nth === 0],
        ['pinned', pinned.has(id)],
        ['parent', parents.has(id)],
        ['in-use', inUse.has(id)],
        ['damaged', !isSound],
      ];
      return [id, reasons.filter(([, holds]) => holds).map(([reason]) => reason)];
    }),
  );
}
