import type { Precision } from '@shared/contract/backend';
import type { KindSpeed, ModelKind, SpeedSetting, SpeedTiming } from '@shared/contract/speed';
import type { SpawnEngine } from '../engine-process';
import { SpeedEngine } from './speed-engine';

export interface MeasureOptions {
  spawn: SpawnEngine;
  /** the usual one first */
  settings: readonly SpeedSetting[];
  /** whether this library has products of bfloat16 at all */
  hasBfloat16: boolean;
  /** in which each setting has a turn; fewer when the time is over, but at least `LEAST_ROUNDS` */
  rounds: number;
  /** of one turn */
  milliseconds: number;
  /** for all of it, preparing included */
  budgetMilliseconds: number;
  signal: AbortSignal;
  /** @param share of the work that is done, 0 to 1 */
  onShare: (share: number) => void;
}

const LEAST_ROUNDS = 3;
/** Preparing takes about as long as the turns. */
const PREPARING_SHARE = 0.5;

/** Only oneDNN has fast products of bfloat16. */
const precisionsOf = ({ oneDnn }: SpeedSetting, hasBfloat16: boolean): Precision[] =>
  oneDnn && hasBfloat16 ? ['float32', 'bfloat16'] : ['float32'];

/**
 * Times the training step of one kind of model with each setting, each in an engine of its own. They take turns, and
 * go through each round in the opposite order of the last, so that a machine that gets slower slows all of them.
 *
 * @throws when the measurement is aborted, or an engine cannot do its part
 */
export async function measureKind(kind: ModelKind, options: MeasureOptions): Promise<KindSpeed> {
  const { spawn, settings, hasBfloat16, signal, onShare } = options;
  const until = performance.now() + options.budgetMilliseconds;
  const engines = settings.map(
    (setting) => new SpeedEngine(spawn, kind, setting, precisionsOf(setting, hasBfloat16)),
  );
  const abort = () => engines.forEach((engine) => void engine.end());
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    let prepared = 0;
    await Promise.all(
      engines.map(async (engine) => {
        await engine.ready();
        onShare((PREPARING_SHARE * ++prepared) / engines.length);
      }),
    );
    const timings = engines.flatMap((engine) =>
      engine.precisions.map((precision): { engine: SpeedEngine; timing: SpeedTiming } => ({
        engine,
        timing: { ...engine.setting, precision, milliseconds: [] },
      })),
    );
    for (let round = 0; round < options.rounds; round++) {
      if (round >= LEAST_ROUNDS && performance.now() > until) break;
      for (const { engine, timing } of round % 2 === 0 ? timings : timings.toReversed()) {
        timing.milliseconds.push(await engine.turn(timing.precision, options.milliseconds));
      }
      onShare(PREPARING_SHARE + ((1 - PREPARING_SHARE) * (round + 1)) / options.rounds);
    }
    return { kind, timings: timings.map(({ timing }) => timing) };
  } finally {
    signal.removeEventListener('abort', abort);
    await Promise.all(engines.map((engine) => engine.end()));
  }
}
