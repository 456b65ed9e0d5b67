import { count } from '../format/numbers';

/** Round numbers from `least` to `most`, about `wanted` of them. */
export function niceTicks(least: number, most: number, wanted: number): number[] {
  const span = most - least;
  if (!(span > 0) || !Number.isFinite(span)) return [least];
  // So close together that steps between them would be lost in rounding.
  if (span < 1e-9 * Math.max(Math.abs(least), Math.abs(most))) return [least];
  const raw = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= raw * 0.999) ?? 10 * power;
  const ticks: number[] = [];
  for (let index = Math.ceil(least / step - 1e-9); index * step <= most + step * 1e-9; index++) {
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** Those of them that are whole numbers, as epochs are, where there are two at least. */
export function wholeTicks(least: number, most: number, wanted: number): number[] {
  const all = niceTicks(least, most, wanted);
  const whole = all.filter(Number.isInteger);
  return whole.length > 1 ? whole : all;
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Whole seconds, minutes, hours: round as clocks are. */
export function timeTicks(least: number, most: number, wanted: number): number[] {
  const step = TIME_STEPS.find((one) => (most - least) / one <= wanted);
  if (step === undefined) return niceTicks(least, most, wanted);
  const ticks: number[] = [];
  for (let tick = Math.ceil(least / step) * step; tick <= most; tick += step) ticks.push(tick);
  return ticks;
}

/** More ticks than these would touch. */
const MOST_POWERS = 9;

/** Powers of ten, with their twos and fives where there are few of them, and some left out where there are many. */
export function logTicks(least: number, most: number): number[] {
  const ticks: number[] = [];
  const decades = Math.log10(most / least);
  const factors = decades > 3 ? [1] : [1, 2, 5];
  const stride = Math.max(1, Math.ceil(decades / MOST_POWERS));
  const first = Math.floor(Math.log10(least) / stride) * stride;
  for (let power = first; 10 ** power <= most; power += stride) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(12));
      if (tick >= least && tick <= most) ticks.push(tick);
    }
  }
  return ticks;
}

const UNITS = [
  { above: 1e12, size: undefined, name: '' },
  { above: 1e9, size: 1e9, name: 'G' },
  { above: 1e6, size: 1e6, name: 'M' },
  { above: 1e4, size: 1000, name: 'k' },
] as const;
/** Smaller than this, numbers would need more zeros than the gutter has room for. */
const TINY = 0.001;
/** Powers have few digits of their own: they are written as settings are. */
const TINY_POWER = 0.0001;

/** Rounded to this many digits, numbers lose what computing with them has added. */
const EXACT = 12;

/** "2e24", "2.5e−6": with three digits, or as many as tell steps apart. */
function scientific(value: number, step = Math.abs(value)): string {
  if (value === 0) return '0';
  const apart = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(step)) + 2;
  const digits = Math.min(EXACT, Math.max(3, apart));
  return Number(value.toPrecision(digits)).toExponential().replace('e+', 'e').replace('e-', 'e−');
}

/** How many digits behind the point a step has. */
function digitsOf(step: number, most: number): number {
  const isWhole = (value: number) => Math.abs(value - Math.round(value)) <= 1e-6 * value;
  let digits = 0;
  while (digits < most && !isWhole(step * 10 ** digits)) digits++;
  return digits;
}

/** As many digits as tell neighbouring ticks apart, in a unit that suits the largest of them. */
export function tickText(value: number, ticks: readonly number[]): string {
  const largest = Math.max(Math.abs(value), ...ticks.map(Math.abs));
  if (!Number.isFinite(largest)) return String(value);
  if (value === 0 && (largest >= 1e4 || largest < TINY)) return '0';
  const unit = UNITS.find(({ above }) => largest >= above);
  const isAlone = ticks.length < 2;
  const step = isAlone ? Math.abs(value) : Math.abs(ticks[1]! - ticks[0]!);
  if (largest < TINY || (unit && unit.size === undefined)) return scientific(value, step);
  if (unit) {
    const digits = digitsOf(step / unit.size, isAlone ? 2 : 3);
    if (digits <= 2) return `${(value / unit.size).toFixed(digits)}${unit.name}`;
  }
  const digits = digitsOf(step, isAlone ? 6 : EXACT);
  return unit && digits === 0 ? count(value) : value.toFixed(digits);
}

/** Ticks of a logarithmic axis, which say themselves how far apart they are. */
export const logTickText = (value: number): string => {
  if (value < TINY_POWER) return scientific(value);
  return value >= 1e4 ? tickText(value, [value]) : String(value);
};
