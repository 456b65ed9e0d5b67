import { join } from 'node:path';
import { z } from 'zod';
import { studioSettingsSchema, type SettingsSummary, type StudioSettings } from '@shared/contract/settings';
import { writeFileAtomically } from '../durable/atomic-file';
import type { Library } from './library';
import type { Machine } from './machine';
import { checkNetwork } from './network';
import { readDocument } from './read-document';

/** Whom the battery concerns. */
interface Trainer {
  onBattery(pausesToo: boolean): void;
  offBattery(): void;
}

/** What is not as it should be, edited by hand or of another version say, counts as not set: the others stay. */
async function readSettings(path: string): Promise<StudioSettings> {
  const written = (await readDocument(path, z.record(z.string(), z.unknown()))) ?? {};
  const wrong = studioSettingsSchema.safeParse(written).error?.issues ?? [];
  for (const { path } of wrong) delete written[String(path[0])];
  return studioSettingsSchema.parse(written);
}

/** The settings about the machine, and what follows from them while a run trains. */
export class Power {
  #isTraining = false;
  #letSleep: (() => void) | undefined;
  #trainer: Trainer | undefined;

  private constructor(
    readonly library: Library,
    readonly machine: Machine,
    public settings: StudioSettings,
    readonly onChange: (summary: SettingsSummary) => void,
  ) {
    machine.battery?.onChange(() => this.#lookAtBattery());
  }

  static async open(
    library: Library,
    machine: Machine,
    onChange: (summary: SettingsSummary) => void = () => {},
  ): Promise<Power> {
    const settings = await readSettings(join(library.folder, 'settings.json'));
    return new Power(library, machine, settings, onChange);
  }

  summary(): SettingsSummary {
    const { keptAwakeBy, battery } = this.machine;
    return { settings: this.settings, keptAwakeBy, knowsBattery: battery !== undefined };
  }

  /** @throws Refusal when one of them cannot be used */
  async set(settings: StudioSettings): Promise<SettingsSummary> {
    await checkNetwork(settings);
    await writeFileAtomically(join(this.library.folder, 'settings.json'), JSON.stringify(settings));
    this.settings = settings;
    this.#keepAwake();
    this.#lookAtBattery();
    this.onChange(this.summary());
    return this.summary();
  }

  /** Who is told of the battery from now on. */
  guard(trainer: Trainer): void {
    this.#trainer = trainer;
    this.#lookAtBattery();
  }

  training(isTraining: boolean): void {
    this.#isTraining = isTraining;
    this.#keepAwake();
  }

  #keepAwake(): void {
    const isWanted = this.#isTraining && this.settings.keepAwake;
    if (isWanted) this.#letSleep ??= this.machine.holdOffSleep();
    else {
      this.#letSleep?.();
      this.#letSleep = undefined;
    }
  }

  #lookAtBattery(): void {
    const { onBattery } = this.settings;
    if (onBattery !== 'train' && this.machine.battery?.isUsed()) {
      this.#trainer?.onBattery(onBattery === 'pause');
    } else this.#trainer?.offBattery();
  }
}
