/** Does one thing as soon as nothing is at work any more. */
export class OnceIdle {
  #timer: NodeJS.Timeout | undefined;

  /** @param everyMs how often it is looked */
  constructor(
    readonly isIdle: () => boolean,
    readonly everyMs: number,
  ) {}

  /** What was wanted before is not any more. */
  run(wanted: () => void): void {
    this.giveUp();
    this.#timer = setTimeout(() => (this.isIdle() ? wanted() : this.run(wanted)), this.everyMs);
    this.#timer.unref();
  }

  giveUp(): void {
    clearTimeout(this.#timer);
  }
}
