import type { Precision } from '../contract/backend';
import type { KindSpeed, Machine, SpeedSetting, SpeedTiming } from '../contract/speed';

/** By how much a setting must be faster than the usual one to be proposed: less is lost in the noise. */
export const CLEARLY_FASTER = 1.05;

/** What a run is computed with when nothing was measured. */
export const usualSetting = ({ threads }: Pick<Machine, 'threads'>): SpeedSetting => ({
  threads,
  oneDnn: true,
});

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How many times as fast one setting was as another, for each round that both had. */
function ratios(one: SpeedTiming, other: SpeedTiming): number[] {
  const rounds = Math.min(one.milliseconds.length, other.milliseconds.length);
  return Array.from({ length: rounds }, (_, round) => other.milliseconds[round]! / one.milliseconds[round]!);
}

/**
 * How many times as fast one setting is as another: the median over rounds of both, so that what slowed a whole round
 * down counts for neither.
 */
export const timesAsFast = (one: SpeedTiming, other: SpeedTiming): number => median(ratios(one, other));

/** Whether it was faster in at least three rounds of four: on a busy machine a median alone may be chance. */
function mostlyFaster(one: SpeedTiming, other: SpeedTiming): boolean {
  const all = ratios(one, other);
  return all.filter((ratio) => ratio > 1).length >= 0.75 * all.length;
}

export const timingOf = (
  { timings }: KindSpeed,
  setting: SpeedSetting,
  precision: Precision,
): SpeedTiming | undefined =>
  timings.find(
    (timing) =>
      timing.threads === setting.threads &&
      timing.oneDnn === setting.oneDnn &&
      timing.precision === precision,
  );

export interface Proposal {
  setting: SpeedSetting;
  /** how many times as fast as the usual setting; 1 when that is proposed */
  gain: number;
}

/**
 * The setting to compute a kind of model with: the fastest when it is clearly faster than the usual one, else the
 * usual one.
 */
export function fastest(speed: KindSpeed, usual: SpeedSetting, precision: Precision): Proposal {
  const before = timingOf(speed, usual, precision);
  let best: Proposal = { setting: usual, gain: 1 };
  if (before === undefined) return best;
  for (const timing of speed.timings) {
    if (timing.precision !== precision) continue;
    const gain = timesAsFast(timing, before);
    if (gain <= CLEARLY_FASTER || gain <= best.gain || !mostlyFaster(timing, before)) continue;
    best = { setting: { threads: timing.threads, oneDnn: timing.oneDnn }, gain };
  }
  return best;
}

/**
 * How many times as fast training is in bfloat16 as in float32, each with the settings that it would be given;
 * undefined when bfloat16 was not measured.
 */
export function bfloat16Gain(speed: KindSpeed, usual: SpeedSetting): number | undefined {
  const [fine, coarse] = (['float32', 'bfloat16'] as const).map((precision) =>
    timingOf(speed, fastest(speed, usual, precision).setting, precision),
  );
  return fine && coarse && timesAsFast(coarse, fine);
}

/** "1 thread, without oneDNN" */
export function settingWords({ threads, oneDnn }: SpeedSetting): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}, ${oneDnn ? 'oneDNN' : 'without oneDNN'}`;
}
