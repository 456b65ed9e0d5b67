import type { KindSpeed, ModelKind } from '@shared/contract/speed';
import type { JobEnd } from '../engine-session';
import type { Work } from '../jobs';
import { measureKind, type MeasureOptions } from './measure-kind';

/** Of all kinds together, in milliseconds. */
const BUDGET = 60_000;
const ROUNDS = 7;
const TURN_MILLISECONDS = 100;

const CANCELLED = 'It was cancelled, and nothing was kept.';

/** Kinds of model measured one after the other, until it is done or given up. */
export class SpeedMeasurement implements Work<KindSpeed[]> {
  readonly ended: Promise<JobEnd<KindSpeed[]>>;
  readonly #abort = new AbortController();

  /** @param onShare is told the share that is done, 0 to 1 */
  constructor(
    kinds: readonly ModelKind[],
    options: Pick<MeasureOptions, 'spawn' | 'settings' | 'hasBfloat16' | 'onShare'>,
  ) {
    this.ended = this.#measure(kinds, options).then(
      (result): JobEnd<KindSpeed[]> => ({ type: 'done', result }),
      (error: unknown) => {
        const { aborted, reason } = this.#abort.signal;
        const why = error instanceof Error ? error.message : String(error);
        return {
          type: 'failed',
          message: aborted ? String(reason) : `An engine could not do its part: ${why}`,
        };
      },
    );
  }

  async #measure(
    kinds: readonly ModelKind[],
    options: Pick<MeasureOptions, 'spawn' | 'settings' | 'hasBfloat16' | 'onShare'>,
  ): Promise<KindSpeed[]> {
    const measured: KindSpeed[] = [];
    const until = performance.now() + BUDGET;
    for (const [done, kind] of kinds.entries()) {
      const speed = await measureKind(kind, {
        ...options,
        rounds: ROUNDS,
        milliseconds: TURN_MILLISECONDS,
        budgetMilliseconds: (until - performance.now()) / (kinds.length - done),
        signal: this.#abort.signal,
        onShare: (share) => options.onShare((done + share) / kinds.length),
      });
      measured.push(speed);
    }
    return measured;
  }

  stop(): void {
    this.giveUp(CANCELLED);
  }

  kill(): void {
    this.giveUp(CANCELLED);
  }

  /** @param reason in one sentence, for whoever started it */
  giveUp(reason: string): void {
    this.#abort.abort(reason);
  }
}
