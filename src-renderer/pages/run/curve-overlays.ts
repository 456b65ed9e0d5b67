import type { Point } from '@shared/series/decimate';
import { NOTHING_OUTSIDE, type HoverDot, type Overlay } from '../../charts/overlay';
import type { Reading } from './use-readout';

export interface CurveColours {
  train: string;
  validation: string;
  trainInk: string;
  validationInk: string;
}

export interface OverlayWanted {
  smooth: readonly Point[];
  validation: readonly Point[];
  /** the best epoch, where it is one of this chart's values */
  best: Point | undefined;
  /** whether it is the best by these very values */
  isOwnBest: boolean;
  text: (value: number) => string;
  offScale: Overlay['offScale'];
  /** under the crosshair */
  reading: Reading;
  hover: number | undefined;
  /** x of the row under the crosshair; undefined where there is none */
  pointed: number | undefined;
  /** how far a live run has come; undefined for one that has ended */
  now: number | undefined;
  right: number;
  colours: CurveColours;
}

/** What stands at the end of the line of validation; no label of a run is longer. */
export const validationLabel = (figure: string): string => `validation ${figure}`;

/** What stands over a chart of training and validation. */
export function curveOverlay(wanted: OverlayWanted): Overlay {
  const { smooth, validation, best, isOwnBest, text, reading, hover, pointed, now, right, colours } = wanted;
  const isShown = (point: Point) => point.x <= right;
  const [last, lastValidation] = [smooth.findLast(isShown), validation.findLast(isShown)];
  const dots: HoverDot[] = [];
  if (best) {
    const label = isOwnBest ? `best ${text(best.y)}` : text(best.y);
    dots.push({ ...best, colour: colours.validation, isDiamond: true, label });
  }
  if (hover !== undefined && pointed !== undefined) {
    if (Number.isFinite(reading.train)) dots.push({ x: pointed, y: reading.train, colour: colours.train });
    const its = reading.validation;
    if (its && its.x !== best?.x) dots.push({ x: its.x, y: its.y, colour: colours.validation });
  }
  const end = last
    ? { x: last.x, y: last.y, dotColour: colours.train }
    : lastValidation && { x: lastValidation.x, y: lastValidation.y, dotColour: colours.validation };
  const labels = [
    ...(last ? [{ text: `train ${text(last.y)}`, y: last.y, colour: colours.trainInk }] : []),
    ...(lastValidation
      ? [
          {
            text: validationLabel(text(lastValidation.y)),
            y: lastValidation.y,
            colour: colours.validationInk,
          },
        ]
      : []),
  ];
  const isNowShown = now !== undefined && end && now <= right;
  return { hover, dots, now: isNowShown ? now : undefined, end, labels, offScale: wanted.offScale };
}

/** What stands over a chart of one line. */
export function loneOverlay(
  points: readonly Point[],
  colour: string,
  hover: number | undefined,
  right = Infinity,
): Overlay {
  const last = points.findLast((point) => point.x <= right);
  return {
    hover,
    dots: [],
    now: undefined,
    end: last && { x: last.x, y: last.y, dotColour: colour },
    labels: [],
    offScale: NOTHING_OUTSIDE,
  };
}
