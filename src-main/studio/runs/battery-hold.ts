import type { Runs } from './runs';

/** What becomes of runs while the machine is on its battery. */
export class BatteryHold {
  /** paused since the machine is on its battery */
  readonly #paused = new Set<string>();

  constructor(readonly runs: Pick<Runs, 'queue' | 'store' | 'dispatcher' | 'control'>) {}

  /** Starts no further run until `offBattery`; with `pausesToo` the one that trains is paused. */
  onBattery(pausesToo: boolean): void {
    const { queue, dispatcher } = this.runs;
    queue.hold('battery');
    const training = dispatcher.here.run;
    if (!pausesToo || training === undefined) return;
    this.#paused.add(training.id);
    void dispatcher.here.stop({ state: 'paused', by: 'battery' });
  }

  /** Goes on with what the battery held up. */
  offBattery(): void {
    const { store, control, queue, dispatcher } = this.runs;
    for (const id of this.#paused) {
      const state = store.find(id)?.listed();
      if (state?.state !== 'paused' || state.pausedBy !== 'battery') continue;
      control.resume(id).catch((error: unknown) => console.error(`Run ${id} could not go on.`, error));
    }
    this.#paused.clear();
    queue.release('battery');
    dispatcher.startNext();
  }
}
