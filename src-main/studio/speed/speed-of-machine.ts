import { arch, cpus, freemem } from 'node:os';
import type { Numerics } from '@shared/contract/backend';
import type { JobSummary } from '@shared/contract/job';
import type { KindSpeed, Machine, ModelKind, SpeedState } from '@shared/contract/speed';
import { fastest, settingWords, usualSetting } from '@shared/speed/fastest';
import { KIND_WORDS, modelKind } from '@shared/speed/model-kind';
import type { RunSpec } from '@shared/spec/run-spec';
import type { Backends } from '../backends';
import type { SpawnEngine } from '../engine-process';
import type { Jobs } from '../jobs';
import type { Library } from '../library';
import { Refusal } from '../refusal';
import { settingsToMeasure } from './candidates';
import { readSpeed, writeSpeed } from './speed-file';
import { RunTimer } from './run-timing';
import { SpeedMeasurement } from './speed-measurement';

/** Shares of the work are shown as so many parts. */
const PARTS = 100;

interface SpeedParts {
  library: Library;
  spawn: SpawnEngine;
  backends: Backends;
  jobs: Jobs;
  onMeasured: (state: SpeedState) => void;
  /** whether a run is queued or trains */
  isTraining: () => boolean;
}

/** With which settings this machine trains fastest: measured when it is asked to, and kept. */
export class SpeedOfMachine {
  #current: SpeedMeasurement | undefined;
  readonly timer: RunTimer;
  /** what else measures, and makes way for a run as this does */
  alsoGivesWay: { giveWay(): Promise<void> } | undefined;

  constructor(readonly parts: SpeedParts) {
    this.timer = new RunTimer(parts.spawn);
  }

  /** @throws Refusal while a run or a job is at work, which a measurement would not be true beside */
  refuseAtWork(): void {
    const atWork = this.parts.jobs.list().find(({ state }) => state === 'running');
    const isTraining = this.parts.isTraining();
    if (!isTraining && atWork === undefined) return;
    const what = isTraining ? 'A run is under way' : `"${atWork?.title}" is under way`;
    throw new Refusal(`${what}, which would disturb the measurement: try again when it has ended.`);
  }

  async #machine(): Promise<Machine | null> {
    const { backends } = this.parts;
    const { numerics } = await backends.probe('cpu');
    if (numerics === null) return null;
    return {
      processor: cpus()[0]?.model.trim() ?? '',
      architecture: arch(),
      threads: backends.threads,
      libraryVersion: numerics.libraryVersion,
    };
  }

  async state(): Promise<SpeedState> {
    const machine = await this.#machine();
    return { machine, speed: machine && (await readSpeed(this.parts.library, machine)) };
  }

  /** @throws Refusal while anything else is at work, or where there is nothing to measure */
  async measure(kinds: readonly ModelKind[]): Promise<JobSummary> {
    const { library, spawn, backends, jobs, onMeasured } = this.parts;
    const machine = await this.#machine();
    const { report } = await backends.probe('cpu');
    if (machine === null) {
      throw new Refusal(`There is nothing to measure without the CPU backend. ${report.reason}`);
    }
    this.refuseAtWork();
    const { summary } = jobs.startWork<KindSpeed[]>(
      {
        type: 'measure-speed',
        title: 'Measuring the fastest settings',
        unit: '%',
        resultOf: async (measured) => {
          await writeSpeed(library, machine, measured);
          onMeasured(await this.state());
          return { result: null };
        },
      },
      (onProgress) => {
        this.#current = new SpeedMeasurement(kinds, {
          spawn,
          settings: settingsToMeasure(machine.threads, freemem()),
          hasBfloat16: report.bfloat16Speed !== null,
          onShare: (share) => onProgress({ done: Math.round(share * PARTS), total: PARTS, unit: '%' }),
        });
        return this.#current;
      },
    );
    return summary;
  }

  /** Training goes before measuring: ends what is under way, and resolves when its engines have ended. */
  async giveWay(): Promise<void> {
    this.#current?.giveUp('A run was started, which goes before: measure again when nothing trains.');
    await this.#current?.ended;
    await this.timer.giveWay();
    await this.alsoGivesWay?.giveWay();
  }

  /**
   * What a new run is to be computed with.
   *
   * @param chosen the backend, with the usual settings
   * @returns the settings that were measured to be clearly faster for such a model, and why in words; else what was
   *   given
   */
  async propose(
    chosen: Numerics,
    { model, precision }: Pick<RunSpec, 'model' | 'precision'>,
  ): Promise<{ numerics: Numerics; why: string }> {
    const given = { numerics: chosen, why: '' };
    if (chosen.backend !== 'cpu') return given;
    const { machine, speed } = await this.state();
    const kind = modelKind(model.layers);
    const measured = speed?.kinds.find((one) => one.kind === kind);
    if (machine === null || measured === undefined) return given;
    const { setting, gain } = fastest(measured, usualSetting(machine), precision);
    if (gain === 1) return given;
    const why = `Computed with ${settingWords(setting)}: measured on this machine to be ${gain.toFixed(2)} times as fast for ${KIND_WORDS[kind]} as the usual ${settingWords(usualSetting(machine))}`;
    return { numerics: { ...chosen, ...setting }, why };
  }
}
