import type { RayPlace } from '@shared/contract/place';
import { Device } from '../device';
import type { Queue } from '../queue';
import type { RayPlaces } from '../ray/ray-places';
import type { RunRecord } from '../run-record';
import type { TrainingParts } from '../run-training';

interface DispatcherOptions {
  parts: TrainingParts;
  queue: Queue;
  places: RayPlaces;
  /** is told when this machine begins to train, and when it no longer does */
  onBusy: (isBusy: boolean) => void;
  onEnded: (record: RunRecord) => void;
}

/** Gives runs something to train on: this machine to one after the other, a cluster to those that train there. */
export class Dispatcher {
  /** this machine */
  readonly here: Device;
  /** of runs that train elsewhere, by their ids */
  readonly #elsewhere = new Map<string, Device>();
  #isClosing = false;

  constructor(readonly options: DispatcherOptions) {
    const { parts, onBusy, onEnded } = options;
    this.here = new Device(
      parts,
      (isBusy) => {
        onBusy(isBusy);
        if (!isBusy) this.startNext();
      },
      onEnded,
    );
  }

  /** What has the run, here or elsewhere; undefined while nothing does. */
  deviceOf(id: string): Device | undefined {
    return this.#elsewhere.get(id) ?? (this.here.run?.id === id ? this.here : undefined);
  }

  /** How many runs an engine has. */
  training(): number {
    return (this.here.run ? 1 : 0) + this.#elsewhere.size;
  }

  /** How many runs train, or will by themselves. */
  active(): number {
    return this.options.queue.startable() + this.training();
  }

  /** @param first before all that wait, for a run that had the device already */
  enqueue(record: RunRecord, first = false): void {
    record.progress = null;
    const { place } = record.document;
    // What trains elsewhere waits there, for a node, and not for this machine.
    if (place) return this.#startElsewhere(record, place);
    this.options.queue.add(record.id, first);
    this.options.parts.news.tell(record);
    this.startNext();
  }

  /** Starts the run that is next, where this machine is free and the queue is not held. */
  startNext(): void {
    if (this.#isClosing) return;
    const { queue, parts } = this.options;
    while (this.here.run === undefined) {
      const id = queue.take();
      if (id === undefined) return;
      const record = parts.recordOf(id);
      // One that was about to be sent elsewhere when Trainyard was closed waits here for somebody's word.
      const { place } = record.document;
      if (place) this.#startElsewhere(record, place);
      else this.here.start(record);
    }
  }

  #startElsewhere(record: RunRecord, place: RayPlace): void {
    if (this.#isClosing) return;
    const { id } = record;
    const { parts, places, onEnded } = this.options;
    const device = new Device(
      { ...parts, elsewhere: places.elsewhere(place, record) },
      (isBusy) => {
        if (isBusy) this.#elsewhere.set(id, device);
        // It may have been resumed meanwhile, and be another's.
        else if (this.#elsewhere.get(id) === device) this.#elsewhere.delete(id);
      },
      onEnded,
    );
    device.start(record);
    parts.news.tell(record);
  }

  /**
   * Starts nothing any more, and ends the engines.
   *
   * @param save whether each leaves a checkpoint and its run is paused; else it is interrupted
   */
  async close(save: boolean): Promise<void> {
    this.#isClosing = true;
    const devices = [this.here, ...this.#elsewhere.values()];
    await Promise.all(
      devices.map((device) => (save ? device.stop({ state: 'paused', by: 'closing' }) : device.kill())),
    );
  }
}
