import { absoluteErrors } from '@shared/evaluation/value-figures';
import type { ValueOutputs } from '@shared/evaluation/outputs-file';
import type { Pair } from '@shared/evaluation/paired';
import { amount, count } from '../../../format/numbers';
import type { ShownSample } from '../samples/shown-sample';

/** As many as anybody looks through. */
const MOST = 200;

export type Closer = 'first' | 'second';

const listed = (numbers: ArrayLike<number>) => Array.from(numbers, (one) => amount(one)).join(', ');

/**
 * Samples of which one of two models is closer, those first on which they part most.
 *
 * @param closer which of them
 */
export function partedSamples(
  first: ValueOutputs,
  second: ValueOutputs,
  pairs: readonly Pair[],
  closer: Closer,
  names: { first: string; second: string },
): ShownSample[] {
  const errors = { first: absoluteErrors(first), second: absoluteErrors(second) };
  const width = first.truth.length / first.places.length;
  const of = (values: ArrayLike<number>, at: number) =>
    listed(Array.from({ length: width }, (_, value) => values[at * width + value]!));
  return pairs
    .map((pair) => {
      const [a, b] = [errors.first[pair.first]!, errors.second[pair.second]!];
      return { pair, a, b, apart: closer === 'first' ? b - a : a - b };
    })
    .filter(({ apart }) => apart > 0)
    .toSorted((one, other) => other.apart - one.apart || one.pair.first - other.pair.first)
    .slice(0, MOST)
    .map(({ pair, a, b }) => {
      const place = first.places[pair.first]!;
      const truth = of(first.truth, pair.first);
      const [its, others] = [of(first.predicted, pair.first), of(second.predicted, pair.second)];
      return {
        at: pair.first,
        place,
        truth,
        predicted: `${its} / ${others}`,
        isWrong: false,
        figure: `${amount(a)} / ${amount(b)}`,
        figureHead: 'Off by, each',
        note: '',
        lines: [
          { text: `1: ${its}`, tone: '' as const },
          { text: `2: ${others}`, tone: '' as const },
        ],
        words: `Sample ${count(place + 1)}, ${truth}: ${names.first} says ${its} (off by ${amount(a)}), ${names.second} says ${others} (off by ${amount(b)})`,
      };
    });
}
