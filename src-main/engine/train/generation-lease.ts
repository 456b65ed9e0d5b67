import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Another engine has taken the run over; this one must end without writing. */
export class StaleGenerationError extends Error {
  override name = 'StaleGenerationError';
}

const documentSchema = z.object({ generation: z.int() });

/**
 * The right to write into a run's folder: the studio raises the generation in `run.json` each time it
 * starts an engine, so an orphan of an earlier start finds that its own is over.
 */
export class GenerationLease {
  readonly #document: string;

  constructor(
    runFolder: string,
    readonly generation: number,
  ) {
    this.#document = join(runFolder, 'run.json');
  }

  /** @throws StaleGenerationError when the run has a newer generation, or is gone */
  check(): void {
    let current: number | undefined;
    try {
      current = documentSchema.parse(JSON.parse(readFileSync(this.#document, 'utf8'))).generation;
    } catch {
      current = undefined;
    }
    if (current !== this.generation) {
      throw new StaleGenerationError(
        `this engine belongs to generation ${this.generation} of the run, which is now at ${current ?? 'none'}`,
      );
    }
  }
}
