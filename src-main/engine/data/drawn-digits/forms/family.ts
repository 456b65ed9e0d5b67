export interface Stroke {
  /** each `[x0, y0, x1, y1, …]`, all of the same length */
  readonly forms: readonly (readonly number[])[];
  /** indices of points where the pen turns sharply */
  readonly corners?: readonly number[];
}

/** One way of writing a digit. */
export interface Family {
  /** how often, relative to the digit's other families */
  readonly weight: number;
  readonly strokes: readonly Stroke[];
}
