import type { Point } from '../series/decimate';
import { logTicks, niceTicks } from './ticks';

export interface Range {
  min: number;
  max: number;
  ticks: number[];
}

const finite = (points: readonly Point[]) =>
  points.map((point) => point.y).filter((value) => Number.isFinite(value));

/** The value below which this share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}

/** Of values that are all alike: a scale without height would have nothing drawn on it. */
function around(value: number): Range {
  const room = Math.abs(value) * 0.1 || 1;
  const [min, max] = [value - room, value + room];
  return { min, max, ticks: niceTicks(min, max, 4) };
}

/**
 * Room for what matters of a loss: its first steps and rare spikes may lie above, which is then said.
 *
 * @param isPart whether only a part of the run is shown, which then is shown whole
 */
export function lossRange(
  raw: readonly Point[],
  smooth: readonly Point[],
  validation: readonly Point[],
  isPart = false,
): Range {
  const [rawValues, all] = [finite(raw), finite([...raw, ...smooth, ...validation])];
  if (all.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const usual = Math.max(
    rawValues.length > 40 && !isPart ? quantile(rawValues, 0.985) : most,
    ...finite(validation),
    ...finite(smooth.slice(Math.floor(smooth.length * 0.03))).slice(0, 1),
  );
  const wanted = Math.min(most, usual * 1.15) || 1;
  const floor = least > wanted * 0.6 ? least - (wanted - least) * 0.2 : Math.min(0, least);
  const ticks = niceTicks(floor, wanted, 6);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : wanted;
  const min = least > wanted * 0.6 ? (ticks[0] ?? 0) - (ticks[0]! > least ? step : 0) : floor;
  const max = Math.max(wanted, ticks.at(-1) ?? wanted);
  return max > min ? { min, max, ticks: niceTicks(min, wanted, 6) } : around(least);
}

/** A training loss of next to nothing does not stretch the scale; one that blew up leaves room for all before it. */
const LEAST_SHARE = 1e-16;

export function logLossRange(
  raw: readonly Point[],
  smooth: readonly Point[],
  validation: readonly Point[],
): Range {
  const values = finite([...raw, ...smooth, ...validation]).filter((value) => value > 0);
  if (values.length === 0) return { min: 0.1, max: 1, ticks: [0.1, 1] };
  const usual = Math.max(quantile(values, 0.002), Math.max(...values) * LEAST_SHARE);
  // Of training a dip may be left out; of validation there are few, and the best of them is looked for.
  const least = Math.min(usual, ...finite(validation).filter((value) => value > 0));
  const [min, max] = [least / 1.15, Math.max(...values) * 1.1];
  const ticks = logTicks(min, max);
  // Between 2 and 5 there may be none.
  return { min, max, ticks: ticks.length > 0 ? ticks : niceTicks(min, max, 2) };
}

/**
 * From a little below what the run came to after its start, up to 100% once it comes near.
 *
 * @param isPart whether only a part of the run is shown, of which the beginning is as good as the rest
 */
export function accuracyRange(smooth: readonly Point[], validation: readonly Point[], isPart = false): Range {
  const values = finite([...smooth.slice(isPart ? 0 : Math.floor(smooth.length * 0.06)), ...validation]);
  if (values.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  // Of training a dip may be left out; of validation there are few, and each is looked for.
  const [least, most] = [Math.min(quantile(values, 0.01), ...finite(validation)), Math.max(...values)];
  const top = most > 0.85 ? 1 : Math.min(1, most + (most - least) * 0.15 + 0.01);
  const steps = [0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
  const step = steps.find((one) => Math.ceil(top / one) - Math.floor(least / one) >= 2) ?? 0.001;
  const max = Math.min(1, Math.ceil(top / step - 1e-9) * step);
  // Where all are 1, the line still needs a scale to lie on.
  const min = Math.max(0, Math.min(Math.floor(least / step) * step, max - step));
  const ticks = [];
  for (let tick = min; tick <= max + 1e-9; tick += step) ticks.push(Number(tick.toPrecision(6)));
  return { min, max, ticks };
}

/** From zero to a round number above everything. */
export function fromZero(points: readonly Point[]): Range {
  const most = Math.max(0, ...finite(points));
  if (most === 0) return { min: 0, max: 1, ticks: [0] };
  const step = niceTicks(0, most, 2)[1] ?? most;
  const max = Math.ceil(most / step - 1e-9) * step;
  return { min: 0, max, ticks: niceTicks(0, max, 2) };
}

/**
 * Round what validation came to, its first epochs left out where they are far worse, the best never; not above `top`.
 *
 * @param top the best that can be; Infinity of errors, of which less is better
 * @param isPart whether only a part of the run is shown, which then is shown whole
 */
export function measureRange(points: readonly Point[], top: number, isPart = false): Range {
  const values = finite(points);
  if (values.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  const late = finite(points.slice(Math.floor(points.length * 0.06)));
  const shown = late.length > 0 ? late : values;
  const isError = top === Infinity;
  const low = isError || isPart ? Math.min(...values) : quantile(shown, 0.02);
  const high = isError && !isPart ? quantile(shown, 0.98) : Math.max(...values);
  const room = Math.max((high - low) * 0.15, Math.abs(high) * 0.02, 1e-9);
  const ticks = niceTicks(low - room, Math.min(top, high + room), 3);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : room;
  const round = (value: number) => Number(value.toPrecision(12));
  const min = round(Math.floor((low - room / 2) / step + 1e-9) * step);
  const max = Math.min(top, round(Math.ceil((high + room / 2) / step - 1e-9) * step));
  return { min, max, ticks: niceTicks(min, max, 3) };
}
