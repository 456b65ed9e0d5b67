import type { Sweep } from '@shared/contract/sweep';
import { extensionProblem } from '@shared/sweep/check-extension';
import type { Budget } from '@shared/sweep/sweep-spec';
import { Refusal } from '../refusal';
import type { SweepRecord } from './sweep-record';
import type { Sweeps } from './sweeps';

function refuseUnless({ name, state }: SweepRecord, isRight: boolean, what: string): void {
  if (isRight) return;
  throw Refusal.of('sweep', `${name} is ${state.phase}: there is nothing to ${what}.`);
}

/** What can be asked of a sweep that is under way or stands still. */
export class SweepControl {
  constructor(readonly sweeps: Sweeps) {}

  /** Begins no further trial, and pauses the one that is under way. */
  pause(id: string): Promise<Sweep> {
    const sweep = this.sweeps.record(id);
    return this.sweeps.inTurn(sweep, async () => {
      refuseUnless(sweep, sweep.state.phase === 'running', 'pause');
      await sweep.write({ type: 'pause', why: null });
      await this.sweeps.trials.pauseOpen(sweep);
    });
  }

  /** Ends the trial that is under way, with a checkpoint, and begins no other. */
  stop(id: string): Promise<Sweep> {
    const sweep = this.sweeps.record(id);
    return this.sweeps.inTurn(sweep, async () => {
      const { phase } = sweep.state;
      refuseUnless(sweep, phase === 'running' || phase === 'paused', 'stop');
      await sweep.write({ type: 'stop' });
      await this.sweeps.trials.stopOpen(sweep);
    });
  }

  /**
   * Goes on with a sweep that was paused, or that ran when Trainyard was closed: first with the trial that was under way.
   *
   * @param acceptChanges whether that trial may be computed otherwise than it was begun
   * @throws Refusal when it cannot go on
   */
  resume(id: string, acceptChanges = false): Promise<Sweep> {
    const sweep = this.sweeps.record(id);
    return this.sweeps.inTurn(sweep, async () => {
      const { state } = sweep;
      const stands = state.open.some(({ run }) => run !== null && this.#standsStill(run));
      refuseUnless(sweep, state.phase === 'paused' || sweep.waitsForWord || stands, 'resume');
      await this.sweeps.trials.resumeOpen(sweep, acceptChanges);
      if (state.phase === 'paused') await sweep.write({ type: 'resume' });
    });
  }

  /** Somebody may have paused the run of a trial by itself. */
  #standsStill(run: string): boolean {
    return this.sweeps.options.runs.store.find(run)?.listed().state === 'paused';
  }

  /**
   * Gives a sweep another budget; one that was done, or stopped, goes on. A repeated run can have more seeds.
   *
   * @throws Refusal when that would end no later than it has
   */
  extend(id: string, budget: Budget): Promise<Sweep> {
    const sweep = this.sweeps.record(id);
    return this.sweeps.inTurn(sweep, async () => {
      const { state, document, name } = sweep;
      const { trials, open, used } = state;
      const its = { name, spec: document.spec, begun: trials.length, open: open.length, used };
      const problem = extensionProblem(its, budget);
      if (problem) throw Refusal.of('budget', problem.message);
      await this.sweeps.trials.resumeOpen(sweep, false);
      await sweep.write({ type: 'extend', budget });
    });
  }
}
