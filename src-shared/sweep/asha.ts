/** Values that trials had at one rung, in order. */
interface Rung {
  milestone: number;
  trials: Set<number>;
  sorted: number[];
}

/** The place in a sorted list at which `value` keeps it sorted. */
function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A quantile of a sorted list by linear interpolation, as NumPy's `percentile`, last bit included. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  const part = at - low;
  return part >= 0.5 ? b - (b - a) * (1 - part) : a + (b - a) * part;
}

/**
 * Asynchronous successive halving in the form that stops trials instead of promoting them, one bracket: Li et al. 2020
 * (https://arxiv.org/abs/1810.05934, section 3.3), with the rungs and the cutoff of Ray Tune's AsyncHyperBandScheduler. A
 * trial that comes to a rung goes on when it is as good as the best 1 in `reduction` of those that came there before it.
 * Each decision needs nobody to wait, so that one worker is as well served as many.
 */
export class Asha {
  readonly #rungs: Rung[] = [];
  readonly #share: number;

  /** @param maxEpochs of the longest trial, which ends by itself */
  constructor({ reduction, minEpochs }: { reduction: number; minEpochs: number }, maxEpochs: number) {
    // By way of percent, as Ray has it: the last bit decides between equal trials.
    this.#share = ((1 - 1 / reduction) * 100) / 100;
    for (let milestone = minEpochs; milestone < maxEpochs; milestone *= reduction) {
      this.#rungs.unshift({ milestone, trials: new Set(), sorted: [] });
    }
  }

  /** After how many epochs it decides, lowest first. */
  get milestones(): number[] {
    return this.#rungs.map(({ milestone }) => milestone).toReversed();
  }

  /**
   * What a trial has come to after an epoch.
   *
   * @param score higher is better; null where it is no number, which is worse than anything
   * @returns whether it goes on
   */
  report(trial: number, epoch: number, score: number | null): boolean {
    const rung = this.#rungs.find(({ milestone, trials }) => epoch >= milestone && !trials.has(trial));
    // Only the highest rung that it has come to counts: of those below it is in already, or began behind them.
    if (rung === undefined) return true;
    rung.trials.add(trial);
    if (score === null) return false;
    const { sorted } = rung;
    const goesOn = sorted.length === 0 || score >= quantile(sorted, this.#share);
    sorted.splice(placeOf(sorted, score), 0, score);
    return goesOn;
  }
}
