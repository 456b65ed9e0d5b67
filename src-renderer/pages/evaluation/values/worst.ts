import type { ValueOutputs } from '@shared/evaluation/outputs-file';
import { amount, count } from '../../../format/numbers';
import type { ShownSample } from '../samples/shown-sample';

/** As many as anybody looks through. */
const MOST = 200;

/** One value of a sample: as it is, as it was predicted, and predicted minus true. */
export function valueAt({ truth, predicted, places }: ValueOutputs, at: number, value: number) {
  const place = at * (truth.length / places.length) + value;
  return { truth: truth[place]!, predicted: predicted[place]!, error: predicted[place]! - truth[place]! };
}

/** The samples of which a value is predicted worst. */
export function worstOf(kept: ValueOutputs, value: number): ShownSample[] {
  return Array.from(kept.places, (place, at) => ({ place, at, ...valueAt(kept, at, value) }))
    .sort((a, b) => Math.abs(b.error) - Math.abs(a.error) || a.at - b.at)
    .slice(0, MOST)
    .map(({ place, at, truth, predicted, error }) => {
      const off = `${error < 0 ? '' : '+'}${amount(error)}`;
      return {
        at,
        place,
        truth: amount(truth),
        predicted: amount(predicted),
        isWrong: false,
        figure: off,
        figureHead: 'Off by',
        note: '',
        lines: [
          { text: amount(truth), tone: '' as const },
          { text: `as ${amount(predicted)}`, tone: '' as const },
        ],
        words: `Sample ${count(place + 1)}, ${amount(truth)} predicted as ${amount(predicted)}, off by ${off}`,
      };
    });
}
