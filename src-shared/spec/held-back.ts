import type { RunSpec } from './run-spec';

type Validation = Pick<RunSpec['validation'], 'fraction' | 'folds' | 'fold'>;

/**
 * Which of so many shuffled members of a class are held back, from one place up to another: a share of them, or one of
 * several folds. At least one is trained on.
 */
export function heldBackOf(
  length: number,
  { fraction, folds, fold }: Validation,
): [from: number, to: number] {
  if (folds === 0) return [0, Math.min(Math.round(length * fraction), length - 1)];
  const at = (part: number) => Math.floor((part * length) / folds);
  const [from, to] = [at(fold), at(fold + 1)];
  return to - from === length ? [0, 0] : [from, to];
}

/** Whether a member is held back of all that are dealt out together, where classes have too few for a part of each. */
export function isDealt(at: number, all: number, { fraction, folds, fold }: Validation): boolean {
  if (folds > 0) return at % folds === fold;
  const share = Math.max(fraction, 1 / all);
  return Math.round((at + 1) * share) > Math.round(at * share);
}

/**
 * Whether each class gives its own part: otherwise nothing at all would be held back, or some folds would be empty.
 *
 * @param lengths of the classes, none of them 0
 */
export function isByClass(lengths: readonly number[], validation: Validation): boolean {
  const { fraction, folds } = validation;
  const isAny = (its: Validation) =>
    lengths.some((length) => {
      const [from, to] = heldBackOf(length, its);
      return to > from;
    });
  if (folds > 0)
    return Array.from({ length: folds }, (_, fold) => isAny({ ...validation, fold })).every(Boolean);
  return fraction === 0 || isAny(validation);
}

/** How many samples are held back of classes of so many; groups, which stay together, are not foreseen. */
export function heldBackCount(counts: readonly number[], validation: Validation): number {
  const lengths = counts.filter((length) => length > 0);
  if (isByClass(lengths, validation)) {
    return lengths.reduce((sum, length) => {
      const [from, to] = heldBackOf(length, validation);
      return sum + to - from;
    }, 0);
  }
  const all = lengths.filter((length) => length > 1).reduce((sum, length) => sum + length, 0);
  const { fraction, folds, fold } = validation;
  if (folds > 0) return Math.max(0, Math.ceil((all - fold) / folds));
  return all === 0 ? 0 : Math.round(all * Math.max(fraction, 1 / all));
}
