import type { Evaluation } from '@shared/contract/evaluation';
import type { FinalTest } from '@shared/contract/final-test';
import { finalTestWords } from '@shared/contract/final-test';
import { errorCode } from '../faults/data-error';
import { findCheckpoint } from './checkpoints';
import { onceThereIsSpace } from '../durable/once-there-is-space';
import type { Evaluations, Patience } from './evaluations';
import type { RunNews } from './run-news';
import type { RunRecord } from './run-record';

/**
 * Tests runs that are completed, one after the other and beside whatever trains: nobody waits for it. That a test is due
 * stands in the run's document from the moment that it is completed, so a test that was cut short is made up for.
 */
export class FinalTests {
  #turn: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<string>();
  readonly #closing = new AbortController();

  constructor(
    readonly evaluations: Evaluations,
    readonly news: RunNews,
  ) {}

  /** Tests a run whose test is due, unless that is under way. */
  take(record: RunRecord): void {
    if (
      this.#closing.signal.aborted ||
      this.#waiting.has(record.id) ||
      record.document.finalTest?.state !== 'due'
    )
      return;
    this.#waiting.add(record.id);
    this.#turn = this.#turn.then(async () => {
      await this.#test(record).catch((error: unknown) => {
        // It was discarded meanwhile: in the bin its test is due as before.
        if (errorCode(error) === 'ENOENT') return;
        console.error(`What the test of run ${record.id} came to could not be written down.`, error);
      });
      this.#waiting.delete(record.id);
    });
  }

  /** Runs that are tested, or wait for that. */
  underWay(): number {
    return this.#waiting.size;
  }

  /** Begins no further test; resolves when nothing is written any more, once the engines are ended. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.#turn;
  }

  async #test(record: RunRecord): Promise<void> {
    if (this.#closing.signal.aborted) return;
    let finalTest: FinalTest;
    try {
      const evaluation = await this.#evaluation(record);
      finalTest = await this.#doneBy(record, evaluation);
    } catch (error) {
      // An engine that was ended with the studio says nothing of the test, which stays due.
      if (this.#closing.signal.aborted) return;
      finalTest = { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
    const { onFull, leave } = this.#patience(record);
    if (!(await onceThereIsSpace(() => record.write({ finalTest }), onFull, leave))) return;
    this.news.tell(record);
    if (finalTest.state === 'done') {
      await this.news.say(record, `Tested at the end: ${finalTestWords(finalTest)}.`);
    } else if (finalTest.state === 'failed') {
      const text = `The test at the end failed: ${finalTest.reason} The run is whole; evaluate its best checkpoint to test it.`;
      await this.news.say(record, text, 'warning');
    }
  }

  /** On a full disk the result waits for space: the test is due as long as it is not written down. */
  #patience(record: RunRecord): Patience {
    return {
      onFull: () =>
        this.news.say(
          record,
          'The disk is full: what the test at the end came to is written down as soon as there is space. It is tried again every few seconds.',
          'warning',
        ),
      leave: this.#closing.signal,
    };
  }

  /** Where the studio was killed between the result and its note, there is one already. */
  async #evaluation(record: RunRecord): Promise<Evaluation> {
    const before = (await this.evaluations.list(record.id)).find(({ isFinal }) => isFinal);
    return (
      before ??
      this.evaluations.run({
        run: record.id,
        checkpoint: 'best',
        split: 'test',
        isFinal: true,
        patience: this.#patience(record),
      })
    );
  }

  async #doneBy(record: RunRecord, evaluation: Evaluation): Promise<FinalTest> {
    const { id, checkpoint, accuracy, loss, samples, values } = evaluation;
    const found = (await findCheckpoint(record.folder, checkpoint))?.document;
    return {
      state: 'done',
      evaluation: id,
      checkpoint,
      epoch: found?.epoch ?? 0,
      step: found?.step ?? 0,
      // Without validation nothing is best, and the last one was taken.
      of: typeof found?.metrics[record.document.spec.best.metric] === 'number' ? 'best' : 'last',
      accuracy,
      r2: values?.r2 ?? null,
      mae: values?.mae ?? null,
      loss,
      samples,
    };
  }
}
