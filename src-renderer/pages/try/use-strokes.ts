import { computed, shallowRef } from 'vue';

/** A place on the paper, as shares of its side. */
export interface Point {
  x: number;
  y: number;
}
export type Stroke = readonly Point[];

/** Strokes as they are drawn, the last one growing. */
export function useStrokes() {
  const strokes = shallowRef<readonly Stroke[]>([]);
  return {
    strokes,
    isEmpty: computed(() => strokes.value.length === 0),
    begin: (point: Point) => {
      strokes.value = [...strokes.value, [point]];
    },
    extend: (points: readonly Point[]) => {
      const last = strokes.value.at(-1);
      if (last) strokes.value = [...strokes.value.slice(0, -1), [...last, ...points]];
    },
    undo: () => {
      strokes.value = strokes.value.slice(0, -1);
    },
    clear: () => {
      strokes.value = [];
    },
  };
}

/** Inks strokes, white on black, with a round pen whose width is a share of the side. */
export function ink(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  side: number,
  pen: number,
): void {
  context.fillStyle = '#000';
  context.fillRect(0, 0, side, side);
  context.strokeStyle = '#fff';
  context.lineWidth = pen * side;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    const [first, ...rest] = stroke;
    if (!first) continue;
    context.moveTo(first.x * side, first.y * side);
    // A dot is a line that comes back.
    for (const { x, y } of rest.length > 0 ? rest : [first]) context.lineTo(x * side, y * side);
    context.stroke();
  }
}
