/** Digits as somebody draws them with a mouse: strokes of points, as shares of the paper's side. */
type Stroke = readonly (readonly [number, number])[];

/** Part of an ellipse; angles in turns, from the right, clockwise as the screen has it. */
const arc = (
  x: number,
  y: number,
  width: number,
  height: number,
  from: number,
  to: number,
): [number, number][] =>
  Array.from({ length: 17 }, (_, at) => {
    const angle = 2 * Math.PI * (from + ((to - from) * at) / 16);
    return [x + width * Math.cos(angle), y + height * Math.sin(angle)];
  });

export const DIGIT_STROKES: Record<string, readonly Stroke[]> = {
  '0': [arc(0.5, 0.5, 0.18, 0.3, -0.25, 0.78)],
  '1': [
    [
      [0.42, 0.3],
      [0.54, 0.2],
      [0.53, 0.5],
      [0.52, 0.8],
    ],
  ],
  '2': [[...arc(0.48, 0.35, 0.18, 0.15, -0.5, 0.08), [0.5, 0.62], [0.3, 0.8], [0.45, 0.78], [0.72, 0.8]]],
  '3': [[...arc(0.47, 0.35, 0.17, 0.14, -0.42, 0.2), ...arc(0.47, 0.64, 0.2, 0.16, -0.22, 0.4)]],
  '4': [
    [
      [0.4, 0.2],
      [0.32, 0.4],
      [0.27, 0.55],
      [0.5, 0.55],
      [0.72, 0.54],
    ],
    [
      [0.6, 0.3],
      [0.59, 0.55],
      [0.57, 0.82],
    ],
  ],
  '5': [[[0.68, 0.2], [0.52, 0.2], [0.38, 0.21], [0.36, 0.45], ...arc(0.46, 0.62, 0.2, 0.18, -0.28, 0.38)]],
  '6': [[[0.6, 0.18], [0.45, 0.33], [0.35, 0.55], ...arc(0.5, 0.66, 0.16, 0.14, -0.5, 0.5)]],
  '7': [
    [
      [0.28, 0.22],
      [0.5, 0.21],
      [0.7, 0.2],
      [0.58, 0.5],
      [0.46, 0.82],
    ],
  ],
  '8': [[...arc(0.5, 0.34, 0.14, 0.14, 0.25, -0.75), ...arc(0.5, 0.64, 0.17, 0.16, -0.25, 0.75)]],
  '9': [[...arc(0.5, 0.36, 0.16, 0.15, 0, -1), [0.66, 0.5], [0.62, 0.65], [0.56, 0.82]]],
};
