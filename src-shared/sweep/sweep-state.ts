import { isBetter, isLoss } from '../spec/stopping';
import { Asha } from './asha';
import type { JournalEntry, TrialEnd } from './journal';
import type { Assignment } from './space';
import { spentBudget, sweepEnd } from './sweep-end';
import { metricOf, type Budget, type SweepSpec } from './sweep-spec';
import { Trials } from './trials';

export type SweepPhase = 'running' | 'paused' | 'stopped' | 'done';

export interface Trial {
  /** counted from 0 */
  trial: number;
  /** null where none could be made */
  run: string | null;
  set: Assignment;
  /** how it ended; null while it may go on */
  end: TrialEnd | null;
  reason: string | null;
  /** the last epoch that was heard of */
  epoch: number;
  /** after that epoch */
  value: number | null;
  /** the best of all epochs */
  best: number | null;
  bestEpoch: number;
  seconds: number;
  /** why the sweep wants it to end; null while it does not */
  verdict: string | null;
}

/** So many trials in a row that fail are no accident. */
const MOST_FAILURES = 5;

/** What is known and decided of a sweep: a function of its spec and its journal. */
export class SweepState {
  readonly trials: Trial[] = [];
  readonly used = { epochs: 0, seconds: 0 };
  budget: Budget;
  /** the best trial so far */
  best: Trial | undefined;
  /** the program that drew the last trial; null where trials follow from the spec */
  drawnBy: string | null = null;
  /** set while it is paused or stopped */
  #halt: { phase: 'paused' | 'stopped'; why: string | null } | undefined;
  readonly #drawn: Trials;
  readonly #asha: Asha | undefined;
  readonly #open = new Set<Trial>();
  /** what trials set that do not follow from the spec */
  readonly #given = new Map<number, Assignment>();
  #failures = 0;

  constructor(readonly spec: SweepSpec) {
    this.budget = spec.budget;
    this.#drawn = new Trials(spec);
    if (spec.pruner.by === 'asha') this.#asha = new Asha(spec.pruner, longestTrial(spec));
  }

  /** Trials that have not ended. */
  get open(): Trial[] {
    return [...this.#open];
  }

  /** How many trials there will be at most; infinite where nothing but time or epochs ends it. */
  get most(): number {
    return this.#drawn.most(this.budget);
  }

  get phase(): SweepPhase {
    if (this.#halt) return this.#halt.phase;
    return this.#open.size === 0 && this.#end !== null ? 'done' : 'running';
  }

  /** Why it is paused, or came to its end. */
  get reason(): string | null {
    if (this.#halt) return this.#halt.why;
    return this.phase === 'done' ? this.#end : null;
  }

  /** Why no further trial begins; null while one may. */
  get #end(): string | null {
    return sweepEnd(this.#drawn, this.trials.length, this.used, this.budget);
  }

  /** The next trial, and what it sets, unless that is to be drawn by Optuna yet; undefined while none is to begin. */
  next(): { trial: number; set: Assignment | undefined } | undefined {
    if (this.#halt || this.#end !== null) return undefined;
    const trial = this.trials.length;
    return { trial, set: this.#setOf(trial) };
  }

  #setOf(trial: number): Assignment | undefined {
    return this.#given.get(trial) ?? this.#drawn.at(trial);
  }

  /** Takes in what happened. What cannot follow on what is known is passed over. */
  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'drawn':
        this.#given.set(entry.trial, entry.set);
        this.drawnBy = entry.by;
        return;
      case 'trial':
        if (entry.trial === this.trials.length) this.#begin(entry.trial, entry.run);
        return;
      case 'refused':
        if (entry.trial !== this.trials.length) return;
        this.#close(this.#begin(entry.trial, null), 'failed', entry.reason);
        return;
      case 'epoch':
        return this.#epoch(entry);
      case 'end': {
        const trial = this.trials[entry.trial];
        if (trial && trial.end === null) this.#close(trial, ...asDecided(trial, entry));
        return;
      }
      case 'pause':
        this.#halt ??= { phase: 'paused', why: entry.why };
        return;
      case 'resume':
        this.#halt = undefined;
        this.#failures = 0;
        return;
      case 'stop':
        this.#halt = { phase: 'stopped', why: null };
        return;
      case 'extend':
        this.budget = entry.budget;
        this.#halt = undefined;
    }
  }

  #begin(trial: number, run: string | null): Trial {
    const begun: Trial = {
      trial,
      run,
      set: this.#setOf(trial) ?? [],
      end: null,
      reason: null,
      epoch: 0,
      value: null,
      best: null,
      bestEpoch: 0,
      seconds: 0,
      verdict: null,
    };
    this.trials.push(begun);
    this.#open.add(begun);
    return begun;
  }

  #epoch({ trial: number, epoch, value, seconds }: Extract<JournalEntry, { type: 'epoch' }>): void {
    const trial = this.trials[number];
    // An epoch that was done again after a crash is the same, and counted already.
    if (trial === undefined || epoch <= trial.epoch) return;
    // What it computes until the word to end reaches it depends on the moment, and decides nothing.
    if (trial.verdict !== null) return;
    const metric = metricOf(this.spec);
    Object.assign(trial, { epoch, value, seconds: trial.seconds + seconds });
    this.used.epochs += 1;
    this.used.seconds += seconds;
    if (value !== null && isBetter(metric, value, trial.best)) {
      Object.assign(trial, { best: value, bestEpoch: epoch });
      if (isBetter(metric, value, this.best?.best ?? null) || this.best === trial) this.best = trial;
    }
    const score = value === null ? null : isLoss(metric) ? -value : value;
    const goesOn = this.#asha?.report(number, epoch, score) ?? true;
    if (trial.end !== null || epoch >= epochsOf(this.spec, trial.set)) return;
    if (!goesOn) trial.verdict = `Stopped by the sweep at epoch ${epoch}: others had come further by then.`;
    const spent = spentBudget(this.used, this.budget);
    for (const other of spent === undefined ? [] : this.#open) {
      other.verdict ??= `Stopped by the sweep at epoch ${other.epoch}: ${spent!.replace('The', 'its')} is used up.`;
    }
  }

  #close(trial: Trial, how: TrialEnd, reason: string | null): void {
    Object.assign(trial, { end: how, reason });
    this.#open.delete(trial);
    this.#failures = how === 'failed' ? this.#failures + 1 : 0;
    if (this.#failures < MOST_FAILURES) return;
    this.#halt ??= {
      phase: 'paused',
      why: `${MOST_FAILURES} trials in a row failed, the last one so: ${reason ?? 'for no reason that it told.'}`,
    };
  }
}

/** A trial whose run was done before the word to end reached it has ended as the sweep decided. */
function asDecided(
  { verdict }: Trial,
  { how, reason }: Extract<JournalEntry, { type: 'end' }>,
): [TrialEnd, string | null] {
  return how === 'completed' && verdict !== null ? ['cut', verdict] : [how, reason];
}

/** The epochs of one trial, which may be what is varied. */
export function epochsOf({ run }: Pick<SweepSpec, 'run'>, set: Assignment): number {
  const varied = set.find(([field]) => field === 'epochs')?.[1];
  return typeof varied === 'number' ? varied : run.epochs;
}

function longestTrial({ run, space }: SweepSpec): number {
  const varied = space.find(({ field }) => field === 'epochs');
  if (varied === undefined) return run.epochs;
  // Where they are not varied, a trial has as many as the run.
  const least = varied.when === undefined ? [] : [run.epochs];
  if (varied.scale !== 'choice') return Math.max(varied.max, ...least);
  return Math.max(...varied.values.filter((value) => typeof value === 'number'), ...least);
}
