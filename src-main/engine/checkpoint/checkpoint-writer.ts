import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckpointDocument } from '@shared/contract/checkpoint';
import type { OnDiskFull } from '@shared/spec/checkpoint-policy';
import { isDiskFull } from '../../durable/disk-full';
import type { GenerationLease } from '../train/generation-lease';
import { writeCheckpoint, type CheckpointContent } from './write-checkpoint';
import { WriteThread } from './write-thread';

/** How often a full disk is looked at, in milliseconds. */
const LOOK_EVERY = 500;

/** How often is told that a checkpoint is being written, in milliseconds. */
const TELL_EVERY = 1000;

/** The disk is full, and the run was to end then, or was told to. */
export class DiskFullError extends Error {
  override name = 'DiskFullError';
}

interface WriterOptions {
  runFolder: string;
  run: string;
  lease: GenerationLease;
  onDiskFull: OnDiskFull;
  /** Waits until the rows of metrics up to the checkpoint are on the disk. */
  settleMetrics: () => Promise<void>;
  onSaved: (document: CheckpointDocument) => void;
  /** Told about once a second while a checkpoint is being written, which takes long on a slow drive. */
  onWriting: () => void;
  /** Told when the disk is found full, and when there is space again. */
  onSpace: (isFull: boolean, step: number) => void;
  stopRequested: () => boolean;
}

const bytesOf = ({ model, optimizer }: CheckpointContent): number =>
  [...model, ...optimizer].reduce((sum, { values }) => sum + values.byteLength, 0);

/**
 * Writes checkpoints one after the other while training goes on; the loop pays for the copy that it hands
 * over. It waits only when the one before is not on the disk yet. On a full disk it tries again until there is
 * space: with `pause` the loop waits for that with its next checkpoint, with `go-on` a newer one takes the place of
 * the one that waits.
 */
export class CheckpointWriter {
  readonly #thread = new WriteThread();
  #writing: Promise<void> = Promise.resolve();
  /** the one that waits for space, to be replaced by a newer one */
  #waiting: CheckpointContent | undefined;
  #isFull = false;
  #tellFull = () => {};
  /** resolves when the disk is found full */
  #foundFull = this.#untilFull();

  constructor(readonly options: WriterOptions) {}

  #untilFull(): Promise<void> {
    return new Promise((resolve) => (this.#tellFull = resolve));
  }

  /** @throws what went wrong with the checkpoint before */
  async save(content: CheckpointContent): Promise<void> {
    // The one before may find the disk full only while this one waits for it.
    const goesOn = this.options.onDiskFull === 'go-on';
    await (goesOn ? Promise.race([this.#writing, this.#foundFull]) : this.#writing);
    if (goesOn && this.#isFull && this.#waiting) {
      this.#waiting = content;
      return;
    }
    this.#waiting = content;
    this.#writing = this.#writeWaiting();
    // The error is thrown at the next save or at the end; until then it is not unhandled.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when the last checkpoint is on the disk. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  close(): void {
    this.#thread.close();
  }

  async #writeWaiting(): Promise<void> {
    const { runFolder, run, lease, onDiskFull, onSaved, onWriting, settleMetrics } = this.options;
    for (;;) {
      const content = this.#waiting!;
      const telling = setInterval(onWriting, TELL_EVERY);
      try {
        await settleMetrics();
        const document = await writeCheckpoint(runFolder, run, content, lease, this.#thread);
        // A newer one came while this one was written after all.
        const isNewest = this.#waiting === content;
        if (isNewest) this.#waiting = undefined;
        this.#say(false, content);
        onSaved(document);
        if (isNewest) return;
      } catch (error) {
        if (!(error instanceof DiskFullError) && !isDiskFull(error)) throw error;
        if (onDiskFull === 'stop') throw new DiskFullError('The disk is full: free some space, then resume.');
        this.#say(true, content);
        await this.#space(content);
      } finally {
        clearInterval(telling);
      }
    }
  }

  #say(isFull: boolean, { position }: CheckpointContent): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    if (isFull) this.#tellFull();
    else this.#foundFull = this.#untilFull();
    this.options.onSpace(isFull, position.step);
  }

  /**
   * Resolves when there seems to be space for a checkpoint.
   *
   * @throws DiskFullError when the run is told to stop meanwhile
   */
  async #space(content: CheckpointContent): Promise<void> {
    for (;;) {
      if (this.options.stopRequested()) {
        throw new DiskFullError(
          `The disk is full: what was trained up to step ${content.position.step} could not be saved. Free some space, then resume.`,
        );
      }
      await sleep(LOOK_EVERY);
      this.options.lease.check();
      const { bavail, bsize } = await statfs(this.options.runFolder);
      if (bavail * bsize > bytesOf(this.#waiting ?? content)) return;
    }
  }
}
