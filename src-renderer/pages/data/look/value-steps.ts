import type { PlotSeries } from '../../../charts/ScatterPlot.vue';
import type { Sample } from '../../../format/samples';
import { amount } from '../../../format/numbers';

const STEPS = 5;

/** From blue to orange; the mark's shape tells the step as well. */
const colourOf = (step: number): string =>
  `color-mix(in oklab, var(--data-2) ${(100 * step) / (STEPS - 1)}%, var(--data-1))`;

/**
 * Samples of two inputs and one value on a plane, a series for each of five equally wide steps of the value, the
 * highest first, as it is in a legend. Samples without a value are in none.
 */
export function valueSteps(name: string, samples: readonly Sample[]): PlotSeries[] {
  const known = samples.filter(({ values }) => Number.isFinite(values[0]));
  let [min, max] = [Infinity, -Infinity];
  for (const { values } of known) {
    min = Math.min(min, values[0]!);
    max = Math.max(max, values[0]!);
  }
  const points = (its: readonly Sample[]) => its.map(({ numbers }) => ({ x: numbers[0]!, y: numbers[1]! }));
  if (!(min < max))
    return [{ name: known.length > 0 ? `${name} ${amount(min)}` : name, points: points(known) }];
  const width = (max - min) / STEPS;
  const stepOf = ({ values }: Sample) => Math.min(STEPS - 1, Math.floor((values[0]! - min) / width));
  return Array.from({ length: STEPS }, (_, index) => {
    const step = STEPS - 1 - index;
    return {
      name: `${name} ${amount(min + step * width)} to ${amount(min + (step + 1) * width)}`,
      colour: colourOf(step),
      points: points(known.filter((sample) => stepOf(sample) === step)),
    };
  });
}
