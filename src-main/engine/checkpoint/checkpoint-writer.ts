import type { CheckpointDocument } from '@shared/contract/checkpoint';
import type { GenerationLease } from '../train/generation-lease';
import { writeCheckpoint, type CheckpointContent } from './write-checkpoint';

/**
 * Writes checkpoints one after the other while training goes on; the loop pays for the copy that it hands
 * over. It waits only when the one before is not on the disk yet.
 */
export class CheckpointWriter {
  #writing: Promise<void> = Promise.resolve();

  constructor(
    readonly runFolder: string,
    readonly run: string,
    readonly lease: GenerationLease,
    readonly onSaved: (document: CheckpointDocument) => void,
  ) {}

  /** @throws what went wrong with the checkpoint before */
  async save(content: CheckpointContent): Promise<void> {
    await this.#writing;
    this.#writing = writeCheckpoint(this.runFolder, this.run, content, this.lease).then(this.onSaved);
    // The error is thrown at the next save or at the end; until then it is not unhandled.
    this.#writing.catch(() => undefined);
  }

  /** Resolves when the last checkpoint is on the disk. */
  async finish(): Promise<void> {
    await this.#writing;
  }
}
