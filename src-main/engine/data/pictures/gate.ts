/** Lets work through as long as its weights together stay below a limit, first come first served. */
export class Gate {
  #inside = 0;
  readonly #waiting: { weight: number; enter: () => void }[] = [];

  constructor(readonly limit: number) {}

  /** Does the work when there is room for it; work that is heavier than the limit is done alone. */
  async pass<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(weight, this.limit);
    if (this.#waiting.length > 0 || this.#inside + taken > this.limit) {
      await new Promise<void>((enter) => this.#waiting.push({ weight: taken, enter }));
    } else this.#inside += taken;
    try {
      return await work();
    } finally {
      this.#inside -= taken;
      this.#letIn();
    }
  }

  #letIn(): void {
    for (
      let next = this.#waiting[0];
      next && this.#inside + next.weight <= this.limit;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#inside += next.weight;
      next.enter();
    }
  }
}
