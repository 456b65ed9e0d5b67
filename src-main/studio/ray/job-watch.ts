import { RayFault, type RayJobs, type RayJobState } from './ray-jobs';

/** Milliseconds. */
export interface WatchDelays {
  /** between two questions to the cluster how the job stands */
  ask: number;
  /** a job that waits for longer tells so */
  waiting: number;
  /** of a job that is over, until its last lines are seen on a network file system */
  lastLines: number;
  /** a cluster that does not answer, and whose node says nothing for as long, is told of */
  silent: number;
  /** without a sign of life, a node is given up */
  lost: number;
}

/** What became of a job whose engine did not say so: it is over, as the cluster has it, or nothing is heard of it. */
export type JobFate =
  | { is: 'over'; /** undefined where it is not known there */ state: RayJobState | undefined }
  | { is: 'lost' };

/** Who is told what is noticed of a job before it is over. */
interface WatchListener {
  /** once, when the job has waited for a while */
  waiting: () => void;
  /** when neither cluster nor node says anything any more, and when one of them does again */
  silent: (isSilent: boolean) => void;
}

/** Finds out whether a job in a cluster goes on, when its engine says nothing. */
export class JobWatch {
  // By a clock that stands still while the machine sleeps.
  readonly #begun = performance.now();
  #signOfLife = performance.now();
  #asked = -Infinity;
  #hasToldWaiting = false;
  #isSilent = false;
  #over: { state: RayJobState | undefined; at: number } | undefined;

  constructor(
    readonly jobs: Pick<RayJobs, 'state'>,
    readonly id: string,
    readonly delays: WatchDelays,
    readonly tell: WatchListener,
  ) {}

  /** Its node has said something. */
  heard(): void {
    this.#signOfLife = performance.now();
    this.#setSilent(false);
  }

  /** @returns undefined while it may go on, and while its last words may be on their way */
  async look(): Promise<JobFate | undefined> {
    const { ask, lastLines, lost } = this.delays;
    if (this.#over) {
      const { at, state } = this.#over;
      return performance.now() - at > lastLines ? { is: 'over', state } : undefined;
    }
    if (performance.now() - this.#asked > ask) await this.#ask();
    return this.#over === undefined && performance.now() - this.#signOfLife > lost
      ? { is: 'lost' }
      : undefined;
  }

  async #ask(): Promise<void> {
    this.#asked = performance.now();
    try {
      const state = await this.jobs.state(this.id);
      this.#setSilent(false);
      if (state.status === 'PENDING') this.#waits();
      else if (state.status !== 'RUNNING') this.#over = { state, at: performance.now() };
    } catch (error) {
      if (!(error instanceof RayFault)) throw error;
      // Of a cluster that does not answer its lines come all the same, or it is given up in the end.
      if (error.kind === 'unknown') this.#over = { state: undefined, at: performance.now() };
      else if (performance.now() - this.#signOfLife > this.delays.silent) this.#setSilent(true);
    }
  }

  #setSilent(isSilent: boolean): void {
    if (this.#isSilent === isSilent) return;
    this.#isSilent = isSilent;
    this.tell.silent(isSilent);
  }

  #waits(): void {
    this.heard();
    if (this.#hasToldWaiting || performance.now() - this.#begun < this.delays.waiting) return;
    this.#hasToldWaiting = true;
    this.tell.waiting();
  }
}
