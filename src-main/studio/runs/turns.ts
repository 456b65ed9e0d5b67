/** What is asked of a run, done one after the other. What waits for another turn of the same run waits for ever. */
export class Turns {
  /** the last of each run that has any */
  readonly #last = new Map<string, Promise<void>>();

  /** Does something once all that was asked of the run before is done, or has failed. */
  take<T>(run: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#last.get(run) ?? Promise.resolve()).then(work);
    const ended: Promise<void> = done
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        if (this.#last.get(run) === ended) this.#last.delete(run);
      });
    this.#last.set(run, ended);
    return done;
  }
}
