import { ENDED_STATES, type RunSummary } from '@shared/contract/run';
import { assigned } from '@shared/sweep/apply-assignment';
import type { TrialEnd } from '@shared/sweep/journal';
import type { Assignment } from '@shared/sweep/space';
import { isOfOptuna, metricOf } from '@shared/sweep/sweep-spec';
import type { Trial } from '@shared/sweep/sweep-state';
import type { RayPlaces } from '../ray/ray-places';
import { Refusal } from '../refusal';
import type { Runs } from '../runs/runs';
import type { Optuna } from './optuna/optuna';
import { questionOf } from './optuna/question';
import type { SweepRecord } from './sweep-record';

/** This machine trains one run at a time: more that wait would only hold up what others queue. */
const trialsAtOnce = ({ document }: SweepRecord): number => document.place?.atOnce ?? 1;

/** How a trial ended whose run stands still; undefined while it is to go on. */
function endOf({ state }: RunSummary, { verdict }: Trial): TrialEnd | undefined {
  if (state === 'paused' || !ENDED_STATES.includes(state)) return undefined;
  if (state === 'completed') return 'completed';
  if (state === 'stopped') return verdict === null ? 'stopped' : 'cut';
  return 'failed';
}

/** Begins the trials of sweeps, hears what they come to, and ends those that a sweep wants to end. */
export class TrialRunner {
  /** which sweep the run of an open trial belongs to */
  readonly #ofRun = new Map<string, SweepRecord>();
  /** runs that are there, and that a full disk kept from being written down */
  readonly #made = new Map<SweepRecord, { trial: number; run: string }>();

  /** @param closing aborted when nothing is to be begun or written any more */
  constructor(
    readonly runs: Runs,
    readonly optuna: Pick<Optuna, 'draw'>,
    readonly places: Pick<RayPlaces, 'look' | 'refuseUnusable'>,
    readonly closing: AbortSignal,
  ) {}

  sweepOf(run: string): SweepRecord | undefined {
    return this.#ofRun.get(run);
  }

  /** A run that was made before its sweep could write that down is the trial that it was made for. */
  async adopt(sweeps: ReadonlyMap<string, SweepRecord>): Promise<void> {
    for (const { id, sweep: its } of this.runs.list().toReversed()) {
      const sweep = its && sweeps.get(its.id);
      if (sweep && its.trial === sweep.state.trials.length) {
        await sweep.write({ type: 'trial', trial: its.trial, run: id });
      }
    }
    for (const sweep of sweeps.values()) {
      for (const { run } of sweep.state.open) if (run !== null) this.#ofRun.set(run, sweep);
    }
  }

  /** Takes in what the trials of a sweep have come to, and does what follows from it. */
  async step(sweep: SweepRecord): Promise<void> {
    if (!sweep.waitsForWord) await this.#hearAll(sweep, false);
    while (!this.closing.aborted && !sweep.waitsForWord && sweep.state.open.length < trialsAtOnce(sweep)) {
      if (!(await this.#begin(sweep))) return;
    }
  }

  /** Has the trials that are under way pause, where they are not done in this moment. */
  async pauseOpen(sweep: SweepRecord): Promise<void> {
    const open = sweep.state.open.flatMap(({ run }) => run ?? []);
    await Promise.all(open.map((run) => this.runs.control.pause(run).catch(passOverRefusal)));
  }

  /** Ends the trials that are under way, for good. */
  async stopOpen(sweep: SweepRecord): Promise<void> {
    const reason = 'Stopped together with its sweep.';
    const open = sweep.state.open.flatMap(({ run, trial }) => (run === null ? [] : { run, trial }));
    await Promise.all(open.map(({ run }) => this.runs.control.endTrial(run, reason)));
    for (const { run, trial } of open) await this.#end(sweep, trial, run, 'stopped', reason);
  }

  /**
   * Has the trials go on that were under way.
   *
   * @throws Refusal when one of them would be computed otherwise than it was begun, or their cluster is away
   */
  async resumeOpen(sweep: SweepRecord, acceptChanges: boolean): Promise<void> {
    const { place } = sweep.document;
    if (place) await this.places.refuseUnusable(place);
    await this.#hearAll(sweep, true);
    for (const { run } of sweep.state.open) {
      if (run === null) continue;
      const { state } = await this.runs.get(run);
      const waits = this.runs.queue.summary().waitingForWord.includes(run);
      if (state === 'paused' || state === 'interrupted' || waits)
        await this.runs.control.resume(run, acceptChanges);
    }
  }

  async #hearAll(sweep: SweepRecord, isResumed: boolean): Promise<void> {
    for (const trial of sweep.state.open) {
      if (this.closing.aborted) return;
      await this.#hear(sweep, trial, isResumed);
    }
  }

  /** @param isResumed whether a run that was interrupted is about to go on, and has not ended */
  async #hear(sweep: SweepRecord, trial: Trial, isResumed: boolean): Promise<void> {
    const { run } = trial;
    if (run === null) return;
    if (this.runs.store.find(run) === undefined) {
      return this.#end(sweep, trial.trial, run, 'gone', 'Its run was discarded.');
    }
    const known = await this.runs.get(run);
    const metric = metricOf(sweep.document.spec);
    await sweep.write(
      ...known.epochs
        .filter(({ epoch }) => trial.verdict === null && epoch > trial.epoch)
        .map(({ epoch, seconds, [metric]: value }) => ({
          type: 'epoch' as const,
          trial: trial.trial,
          epoch,
          value: value !== null && Number.isFinite(value) ? value : null,
          seconds,
        })),
    );
    if (trial.verdict !== null) await this.runs.control.endTrial(run, trial.verdict);
    const now = await this.runs.get(run);
    if (this.closing.aborted || (isResumed && now.state === 'interrupted')) return;
    const how = endOf(now, trial);
    if (how === undefined) return;
    if (now.state === 'interrupted' && (await this.#pausesForCluster(sweep))) return;
    if (!this.closing.aborted) await this.#end(sweep, trial.trial, run, how, now.reason);
  }

  /** A trial that ended since its cluster is away has not failed: it goes on when that is back, and its sweep pauses until then. */
  async #pausesForCluster(sweep: SweepRecord): Promise<boolean> {
    const { place } = sweep.document;
    if (place === undefined) return false;
    if (sweep.state.phase !== 'running') return true;
    const { problem } = await this.places.look(place);
    if (problem === '') return false;
    if (!this.closing.aborted) await sweep.write({ type: 'pause', why: problem });
    return true;
  }

  async #end(
    sweep: SweepRecord,
    trial: number,
    run: string,
    how: TrialEnd,
    reason: string | null,
  ): Promise<void> {
    await sweep.write({ type: 'end', trial, how, reason });
    this.#ofRun.delete(run);
  }

  /** Queues the next trial. Whether there was one. */
  async #begin(sweep: SweepRecord): Promise<boolean> {
    const next = sweep.state.next();
    if (next === undefined) return false;
    const { trial } = next;
    const set = next.set ?? (await this.#draw(sweep, trial));
    if (set === undefined) return false;
    const made = assigned(sweep.document.spec.run, set);
    if (!made.ok) {
      const reason = made.problems[0]?.message ?? 'It cannot be set like that.';
      await sweep.write({ type: 'refused', trial, reason });
      return true;
    }
    try {
      const known = this.#made.get(sweep);
      const run = known?.trial === trial ? known.run : await this.#queue(sweep, trial, made.spec);
      this.#made.set(sweep, { trial, run });
      this.#ofRun.set(run, sweep);
      await sweep.write({ type: 'trial', trial, run });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await sweep.write({ type: 'refused', trial, reason: error.message });
    }
    return true;
  }

  /**
   * Has Optuna say what a trial sets, and writes that down before there is a run of it.
   *
   * @returns undefined where it cannot: the sweep is paused then, and says why
   */
  async #draw(sweep: SweepRecord, trial: number): Promise<Assignment | undefined> {
    const { spec } = sweep.document;
    if (!isOfOptuna(spec.sampler)) return undefined;
    try {
      const question = questionOf(sweep.id, spec.sampler, spec, sweep.state.trials);
      const { set, by } = await this.optuna.draw(question);
      if (this.closing.aborted) return undefined;
      await sweep.write({ type: 'drawn', trial, set, by });
      return set;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!this.closing.aborted) await sweep.write({ type: 'pause', why: error.message });
      return undefined;
    }
  }

  async #queue({ id, name, document }: SweepRecord, trial: number, spec: object): Promise<string> {
    const run = await this.runs.maker.create(
      { ...spec, name: `${name}-${trial + 1}` },
      { sweep: { id, trial }, experiment: name, place: document.place },
    );
    return run.id;
  }
}

function passOverRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}
