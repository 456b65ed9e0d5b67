import { isRight, likelihoodOf, type Judged } from '@shared/evaluation/judged';
import { count } from '../../../format/numbers';

/** A sample in a gallery, with what is written at it. */
export interface ShownSample {
  /** its place in what was kept */
  at: number;
  /** its place in its part of the dataset */
  place: number;
  /** what it is and was taken for, or its true and predicted value */
  truth: string;
  predicted: string;
  isWrong: boolean;
  /** how likely, or how far off */
  figure: string;
  figureHead: string;
  /** beside it, where there is more to say */
  note: string;
  /** below a picture */
  lines: { text: string; tone: '' | 'error' }[];
  /** all of it in a sentence */
  words: string;
}

export const percentage = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** A classified sample; below its picture stands how sure the model was, or what it took it for too. */
export function shownSample(
  judged: Judged,
  at: number,
  names: readonly string[],
  below: 'sureness' | 'classes',
  note = '',
): ShownSample {
  const name = (index: number) => names[index] ?? String(index);
  const [truth, predicted] = [name(judged.truth[at]!), name(judged.predicted[at]!)];
  const isWrong = !isRight(judged, at);
  const figure = percentage(likelihoodOf(judged, at, judged.predicted[at]!));
  const place = judged.places[at]!;
  return {
    at,
    place,
    truth,
    predicted,
    isWrong,
    figure,
    figureHead: 'How sure',
    note,
    lines:
      below === 'sureness'
        ? [{ text: figure, tone: '' }]
        : [
            { text: truth, tone: '' },
            { text: `as ${predicted}`, tone: isWrong ? 'error' : '' },
          ],
    words: `Sample ${count(place + 1)}, ${truth} taken for ${predicted}, ${figure} sure${note ? `, ${note}` : ''}`,
  };
}
